import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type Route53ServiceException,
} from "@aws-sdk/client-route-53";
import { expect } from "chai";
import { startAwsDoor } from "../../../../sandbox/doors/loopback/aws.ts";
import { Faults } from "../../../../sandbox/model/faults.ts";
import { Timeline } from "../../../../sandbox/model/timeline.ts";
import { Zone } from "../../../../sandbox/model/zone.ts";

const NAME = "vault.acme.com";

describe("the AWS endpoint", () => {
  let world: { zone: Zone; faults: Faults; timeline: Timeline };
  let door: Awaited<ReturnType<typeof startAwsDoor>>;
  let client: Route53Client;

  beforeEach(async () => {
    const timeline = new Timeline(Date.now());
    const record = { name: NAME, type: "CNAME" as const, ttlSeconds: 5, values: ["west.acme.com"] };
    const zone = new Zone(timeline, {
      id: "Z1",
      name: "acme.com",
      records: [record],
      insyncMs: 60,
    });
    world = { zone, faults: new Faults(), timeline };
    door = await startAwsDoor(world);
    client = new Route53Client({
      endpoint: door.url,
      region: "us-east-2",
      maxAttempts: 1,
      credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
    });
  });
  afterEach(async () => {
    client.destroy();
    await door.stop();
  });

  const upsert = (value: string, zoneId = "Z1", action: "UPSERT" | "CREATE" = "UPSERT") =>
    client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        ChangeBatch: {
          Comment: "a <test> & more",
          Changes: [
            {
              Action: action,
              ResourceRecordSet: {
                Name: NAME,
                Type: "CNAME",
                TTL: 1,
                ResourceRecords: [{ Value: value }],
              },
            },
          ],
        },
      }),
    );
  const failure = (work: Promise<unknown>): Promise<Route53ServiceException> =>
    work.then(
      () => expect.fail("the call was accepted"),
      (error) => error,
    );

  it("takes a change, PENDING first, INSYNC later", async () => {
    const { ChangeInfo } = await upsert("east.acme.com");
    expect(ChangeInfo?.Status).to.equal("PENDING");
    expect(ChangeInfo?.SubmittedAt).to.be.instanceOf(Date);
    expect(world.zone.record(NAME, "CNAME")).to.include({ ttlSeconds: 1 });

    await new Promise((resolve) => setTimeout(resolve, 80));
    const change = await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }));
    expect(change.ChangeInfo?.Status).to.equal("INSYNC");
    expect(world.zone.served(NAME)?.values).to.deep.equal(["east.acme.com"]);
  });

  it("lists from a name on, in pages, with the root's dot", async () => {
    const first = await client.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: "Z1",
        StartRecordName: NAME,
        StartRecordType: "CNAME",
        MaxItems: 1,
      }),
    );
    expect(first.ResourceRecordSets).to.deep.equal([
      { Name: `${NAME}.`, Type: "CNAME", TTL: 5, ResourceRecords: [{ Value: "west.acme.com" }] },
    ]);
    expect(first.IsTruncated).to.equal(false);

    world.zone.change([
      {
        action: "CREATE",
        record: { name: "zz.acme.com", type: "A", ttlSeconds: 9, values: ["127.0.1.1"] },
      },
    ]);
    const page = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: "Z1", MaxItems: 1 }),
    );
    expect(page).to.include({ IsTruncated: true, NextRecordName: "zz.acme.com.", MaxItems: 1 });
  });

  it("takes and lists an alias of a load balancer, which has no TTL of its own", async () => {
    const AliasTarget = {
      DNSName: "internal-1.elb.amazonaws.com",
      HostedZoneId: "Z18",
      EvaluateTargetHealth: true,
    };
    const change = (more: object) =>
      client.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: "Z1",
          ChangeBatch: {
            Changes: [
              {
                Action: "UPSERT",
                ResourceRecordSet: { Name: "own.acme.com", Type: "A", AliasTarget, ...more },
              },
            ],
          },
        }),
      );
    await change({});
    const { ResourceRecordSets } = await client.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: "Z1",
        StartRecordName: "own.acme.com",
        MaxItems: 1,
      }),
    );
    expect(ResourceRecordSets).to.deep.equal([
      {
        Name: "own.acme.com.",
        Type: "A",
        AliasTarget: { ...AliasTarget, DNSName: `${AliasTarget.DNSName}.` },
      },
    ]);
    const refusal = await change({ TTL: 5 }).catch((error: Route53ServiceException) => error);
    expect(refusal).to.have.property("name", "InvalidInput");
  });

  it("tells about the zone", async () => {
    const { HostedZone } = await client.send(new GetHostedZoneCommand({ Id: "Z1" }));
    expect(HostedZone).to.include({ Id: "/hostedzone/Z1", Name: "acme.com." });
  });

  it("refuses as Route 53 does: unknown zone, unknown change, a batch that cannot be", async () => {
    const zone = await failure(upsert("east.acme.com", "Z2"));
    expect([zone.name, zone.$metadata.httpStatusCode]).to.deep.equal(["NoSuchHostedZone", 404]);
    const change = await failure(client.send(new GetChangeCommand({ Id: "C9" })));
    expect([change.name, change.$metadata.httpStatusCode]).to.deep.equal(["NoSuchChange", 404]);
    const batch = await failure(upsert("east.acme.com", "Z1", "CREATE"));
    expect([batch.name, batch.$metadata.httpStatusCode]).to.deep.equal(["InvalidChangeBatch", 400]);
    expect(batch.message).to.contain("but it already exists");
  });

  it("throttles as often as it is set to", async () => {
    world.zone.settings.throttled = 1;
    const error = await failure(upsert("east.acme.com"));
    expect([error.name, error.message]).to.deep.equal(["Throttling", "Rate exceeded"]);
    await upsert("east.acme.com");
    expect(world.zone.upserts(NAME)).to.equal(1);
  });

  it("refuses a change while an earlier one is being accepted, as often as it is set to, and nothing else", async () => {
    world.zone.settings.priorPending = 1;
    await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: "Z1" }));
    const error = await failure(upsert("east.acme.com"));
    expect([error.name, error.$metadata.httpStatusCode]).to.deep.equal([
      "PriorRequestNotComplete",
      400,
    ]);
    expect(world.zone.history).to.deep.equal([]);
    await upsert("east.acme.com");
    expect(world.zone.upserts(NAME)).to.equal(1);
  });

  it("breaks connections while the control plane is down", async () => {
    world.zone.settings.down = true;
    const error = await failure(upsert("east.acme.com"));
    expect(error.name).to.not.equal("Throttling");
    expect(error.$metadata?.httpStatusCode).to.equal(undefined);
    expect(world.zone.history).to.deep.equal([]);
  });

  it("plays the faults that wait for a call", async () => {
    const call = "route53 ChangeResourceRecordSets";
    world.faults.add({ call, times: 1, effect: { kind: "lose-answer", applied: true } });
    await failure(upsert("east.acme.com"));
    expect(world.zone.upserts(NAME)).to.equal(1);

    const text = "PriorRequestNotComplete: The request was rejected";
    world.faults.add({ call, times: 1, effect: { kind: "answer", status: 400, text } });
    expect((await failure(upsert("east.acme.com"))).name).to.equal("PriorRequestNotComplete");

    world.faults.add({ call, times: 1, effect: { kind: "hang", applied: false } });
    const bound = AbortSignal.timeout(100);
    const hung = client.send(new ListResourceRecordSetsCommand({ HostedZoneId: "Z1" }));
    await hung; // other calls go on
    const waiting = fetch(`${door.url}/2013-04-01/hostedzone/Z1/rrset`, {
      method: "POST",
      body: "<x/>",
      signal: bound,
    });
    expect((await failure(waiting)).name).to.equal("TimeoutError");
    expect(world.faults.held).to.deep.equal([call]);
  });

  it("says who is calling, by the Query protocol", async () => {
    const response = await fetch(door.url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
    expect(response.status).to.equal(200);
    expect(await response.text()).to.contain("<Account>123456789012</Account>");
  });

  it("has no answer for what is not in the sandbox", async () => {
    const response = await fetch(`${door.url}/2015-03-31/functions`);
    expect(response.status).to.equal(404);
    expect(await response.text()).to.contain("not in this sandbox: GET /2015-03-31/functions");
  });

  it("refuses a body that it cannot read", async () => {
    const response = await fetch(`${door.url}/2013-04-01/hostedzone/Z1/rrset`, {
      method: "POST",
      body: "<ChangeResourceRecordSetsRequest><Change></ChangeResourceRecordSetsRequest>",
    });
    expect(response.status).to.equal(400);
    expect(await response.text()).to.contain("<Code>InvalidInput</Code>");
  });
});
