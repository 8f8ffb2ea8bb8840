import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
  type S3ServiceException,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { anS3Stage, BUCKET, type S3Stage } from "../../../../helpers/s3Stage.ts";

describe("S3 at the AWS endpoint", () => {
  let s3: S3Stage;
  const clients: S3Client[] = [];
  beforeEach(async () => {
    s3 = await anS3Stage();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await s3.stop();
  });

  const client = (changes: S3ClientConfig = {}) => {
    const made = new S3Client({ region: "us-east-2", maxAttempts: 1, ...changes });
    clients.push(made);
    return made;
  };
  const at = { Bucket: BUCKET, Key: "test/a b.json" };
  const put = (Body: string, more: Partial<PutObjectCommandInput> = {}) =>
    client().send(new PutObjectCommand({ ...at, Body, ...more }));
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => "done",
      ({ name, $metadata }: S3ServiceException) => `${$metadata.httpStatusCode} ${name}`,
    );

  it("gives back what was put, under the ETag that it had told", async () => {
    const { ETag } = await put("<é & more>");
    const got = await client().send(new GetObjectCommand(at));
    expect(await got.Body?.transformToString()).to.equal("<é & more>");
    expect(got.ETag).to.equal(ETag);
    expect(await client().send(new HeadObjectCommand(at))).to.include({ ETag });
  });

  it("is found by the bucket's host name too", async () => {
    await put("text");
    const url = new URL(s3.url);
    const answer = await fetch(`${s3.url}/test/a%20b.json`, { method: "GET" });
    expect(answer.status, "unsigned: no call of S3").to.equal(404);
    const virtual = client({ endpoint: `http://localhost:${url.port}`, forcePathStyle: false });
    virtual.middlewareStack.add(
      (next) => (args) => {
        // The name stays in the header, as S3 sees it; the connection goes to loopback.
        Object.assign(args.request as object, { hostname: "127.0.0.1" });
        return next(args);
      },
      { step: "finalizeRequest", priority: "low" },
    );
    const got = await virtual.send(new GetObjectCommand(at));
    expect(await got.Body?.transformToString()).to.equal("text");
  });

  it("has no object and no bucket but those that it has", async () => {
    expect(await refusal(client().send(new GetObjectCommand(at)))).to.equal("404 NoSuchKey");
    const elsewhere = { ...at, Bucket: "acme-ruins" };
    expect(await refusal(client().send(new GetObjectCommand(elsewhere)))).to.equal(
      "404 NoSuchBucket",
    );
    expect(await refusal(client().send(new HeadObjectCommand(at)))).to.equal("404 NotFound");
  });

  it("knows the conditions of a PUT, and no others", async () => {
    const { ETag } = await put("one", { IfNoneMatch: "*" });
    expect(await refusal(put("two", { IfNoneMatch: "*" }))).to.equal("412 PreconditionFailed");
    expect(await refusal(put("two", { IfMatch: '"another"' }))).to.equal("412 PreconditionFailed");
    expect(await refusal(put("two", { Key: "other", IfMatch: ETag }))).to.equal("404 NoSuchKey");
    expect(await refusal(put("two", { IfNoneMatch: ETag }))).to.equal("501 NotImplemented");
    expect(await refusal(put("two", { IfMatch: "*" }))).to.equal("501 NotImplemented");
    expect(await refusal(put("two", { IfMatch: ETag }))).to.equal("done");
  });

  it("tells a GET that nothing has changed, or that something has", async () => {
    const { ETag } = await put("one");
    const get = (more: object) => refusal(client().send(new GetObjectCommand({ ...at, ...more })));
    expect(await get({ IfNoneMatch: ETag })).to.match(/^304/);
    expect(await get({ IfMatch: '"another"' })).to.equal("412 PreconditionFailed");
    expect(await get({ IfMatch: ETag })).to.equal("done");
  });

  it("lists by prefix, in pages", async () => {
    for (const Key of ["test/3", "test/1", "test/2", "else/1"]) await put(Key, { Key });
    const page = (more: object) =>
      client().send(
        new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "test/", MaxKeys: 2, ...more }),
      );
    const first = await page({});
    expect(first.Contents?.map(({ Key }) => Key)).to.deep.equal(["test/1", "test/2"]);
    expect(first).to.include({ IsTruncated: true, KeyCount: 2, MaxKeys: 2 });
    const second = await page({ ContinuationToken: first.NextContinuationToken });
    expect(second.Contents?.map(({ Key, Size }) => `${Key} ${Size}`)).to.deep.equal(["test/3 6"]);
    expect(second)
      .to.include({ IsTruncated: false })
      .and.not.to.have.property("NextContinuationToken");
    expect((await page({ StartAfter: "test/2" })).KeyCount).to.equal(1);
    expect(await refusal(page({ ContinuationToken: "mine" }))).to.equal("400 InvalidArgument");
  });

  it("deletes what is there, and what is not", async () => {
    await put("one");
    for (let times = 0; times < 2; times++) {
      expect(await refusal(client().send(new DeleteObjectCommand(at)))).to.equal("done");
    }
    expect(s3.objects.texts()).to.deep.equal({});
  });

  it("refuses a call that was signed for another Region than the bucket's", async () => {
    const astray = client({ region: "us-west-2" });
    expect(await refusal(astray.send(new GetObjectCommand(at)))).to.equal(
      "400 AuthorizationHeaderMalformed",
    );
  });

  it("refuses a body that is not what its checksum says", async () => {
    expect(await refusal(put("one", { ChecksumCRC32: "AAAAAA==" }))).to.equal("400 BadDigest");
    expect(await refusal(put("one", { ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" }))).to.equal(
      "400 BadDigest",
    );
    expect(s3.objects.texts()).to.deep.equal({});
  });

  it("is slow, in conflict, forbidden or gone as it is told", async () => {
    s3.objects.settings.throttled = 1;
    expect(await refusal(put("one"))).to.equal("503 SlowDown");
    s3.objects.settings.conflicting = 1;
    expect(await refusal(put("one"))).to.equal("done");
    expect(await refusal(put("two", { Key: "b", IfNoneMatch: "*" }))).to.equal(
      "409 ConditionalRequestConflict",
    );
    s3.objects.settings.denied = true;
    expect(await refusal(put("one"))).to.equal("403 AccessDenied");
    s3.objects.settings.down = true;
    const code = await put("one").catch((error) => error.code);
    expect(code).to.equal("ECONNRESET");
  });

  it("answers as a fault says, in S3's own form", async () => {
    const effect = { kind: "answer", status: 500, text: "InternalError: We are sorry." } as const;
    s3.faults.add({ call: "s3 PutObject", times: 1, effect });
    expect(await refusal(put("one"))).to.equal("500 InternalError");
    expect(s3.objects.texts()).to.deep.equal({});
  });
});
