import { expect } from "chai";
import { journalPlace } from "../../infra/configJournal.ts";

describe("the place of the journal", () => {
  it("is a folder, relative or absolute", () => {
    expect(journalPlace("file:./.vault-dr/test")).to.deep.equal({
      is: "folder",
      path: "./.vault-dr/test",
    });
    expect(journalPlace("file:/var/runs")).to.deep.equal({ is: "folder", path: "/var/runs" });
  });

  it("is a bucket with its Region, and a prefix or none", () => {
    const place = { is: "bucket", bucket: "acme-runs", region: "us-east-2" };
    for (const [text, prefix] of [
      ["s3://acme-runs/test?region=us-east-2", "test"],
      ["s3://acme-runs/vault/test/?region=us-east-2", "vault/test"],
      ["s3://acme-runs/?region=us-east-2", ""],
      ["s3://acme-runs?region=us-east-2", ""],
    ] as const) {
      expect(journalPlace(text), text).to.deep.equal({ ...place, prefix });
    }
  });

  it("is nothing else: no bucket without a Region, and nothing that the Region could be mistaken for", () => {
    for (const text of [
      "s3://acme-runs/test",
      "s3://acme-runs/test?region=",
      "s3://acme-runs/test?Region=us-east-2",
      "s3://acme-runs/test?region=us-east-2&profile=a",
      "s3://Acme_Runs/test?region=us-east-2",
      "s3:///test?region=us-east-2",
      "s3://acme-runs//test?region=us-east-2",
      "https://acme-runs/test?region=us-east-2",
      "file:",
    ]) {
      expect(journalPlace(text), text).to.equal(null);
    }
  });
});
