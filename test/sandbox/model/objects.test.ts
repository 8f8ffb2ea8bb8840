import { expect } from "chai";
import { type Bucket, Objects } from "../../../sandbox/model/objects.ts";

describe("S3's objects", () => {
  let objects: Objects;
  let bucket: Bucket;
  beforeEach(() => {
    objects = new Objects([{ name: "runs", region: "us-east-2" }]);
    bucket = objects.bucket("runs") as Bucket;
  });
  const put = (
    key: string,
    body: string,
    { noneMatch = false, match = null as string | null } = {},
  ) => objects.put(bucket, { key, body, at: 5 }, { noneMatch, match });
  const etag = (key: string) => bucket.objects.get(key)?.etag ?? "";

  it("are replaced by whoever asks for no condition", () => {
    put("a", "one");
    expect(put("a", "two").is).to.equal("put");
    expect(bucket.objects.get("a")).to.include({ body: "two", writtenAt: 5 });
  });

  it("are made by one of those who ask that nothing be there", () => {
    expect(put("a", "one", { noneMatch: true }).is).to.equal("put");
    expect(put("a", "two", { noneMatch: true }).is).to.equal("differs");
    expect(bucket.objects.get("a")?.body).to.equal("one");
  });

  it("are replaced by one of those who saw the same", () => {
    put("a", "one");
    const seen = etag("a");
    expect(put("a", "two", { match: seen }).is).to.equal("put");
    expect(put("a", "three", { match: seen }).is).to.equal("differs");
    expect(put("b", "three", { match: seen }).is).to.equal("missing");
  });

  it("have an ETag that says the text alone: the same text again has the same one", () => {
    put("a", "one");
    put("b", "one");
    put("c", "two");
    expect(etag("a")).to.equal('"f97c5d29941bfb1b2fdab0874906ab82"').and.to.equal(etag("b"));
    expect(etag("c")).not.to.equal(etag("a"));
  });

  it("are listed by the bytes of their keys, a page at a time", () => {
    for (const key of ["runs/b", "runs/ä", "runs/B", "lease", "runs/a"]) put(key, key);
    const first = objects.list(bucket, { prefix: "runs/", after: "", max: 3 });
    expect(first.page.map(({ key }) => key)).to.deep.equal(["runs/B", "runs/a", "runs/b"]);
    expect(first.isTruncated).to.equal(true);
    const rest = objects.list(bucket, { prefix: "runs/", after: "runs/b", max: 3 });
    expect(rest.page.map(({ key }) => key)).to.deep.equal(["runs/ä"]);
    expect(rest.isTruncated).to.equal(false);
  });
});
