import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageProto, {
  type LanguageHandshakeRequest,
  type RunPluginRequest,
  type RunPluginResponse,
  type RunRequest,
} from "@pulumi/pulumi/proto/language_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import { endWithEngine } from "./endWithEngine.ts";

// The language host that a Pulumi distribution carries and a bare CLI lacks: it answers the engine, and runs the program
// with Pulumi's own runner. For tests and the sandbox only.

/** With this exit code the program has told the person itself why it failed. */
const ALREADY_TOLD = 32;

let engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";

const handshake: grpc.handleUnaryCall<LanguageHandshakeRequest, unknown> = (call, callback) => {
  engineAddress = call.request.getEngineAddress() || engineAddress;
  callback(null, new languageProto.LanguageHandshakeResponse());
};

const getPluginInfo: grpc.handleUnaryCall<unknown, unknown> = (_call, callback) => {
  const info = new pluginProto.PluginInfo();
  info.setVersion(createRequire(import.meta.url)("@pulumi/pulumi/package.json").version);
  callback(null, info);
};

/** None: providers are found on PATH, when the program declares the first resource of each. */
const getRequiredPackages: grpc.handleUnaryCall<unknown, unknown> = (_call, callback) =>
  callback(null, new languageProto.GetRequiredPackagesResponse());

const run: grpc.handleUnaryCall<RunRequest, unknown> = (call, callback) => {
  const program = startProgram(call.request);
  call.on("cancelled", () => program.kill());
  process.once("exit", () => program.kill());
  program.once("error", (error) => callback(error));
  program.once("exit", (code, signal) => callback(null, outcome(code, signal)));
};

function startProgram(request: RunRequest): ChildProcess {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getPwd();
  const runner = createRequire(join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  const flags = [
    `--monitor=${request.getMonitorAddress()}`,
    `--engine=${engineAddress}`,
    `--organization=${request.getOrganization()}`,
    `--project=${request.getProject()}`,
    `--stack=${request.getStack()}`,
    `--pwd=${request.getPwd()}`,
    `--root-directory=${info?.getRootDirectory() ?? directory}`,
    `--parallel=${request.getParallel()}`,
    ...(request.getDryrun() ? ["--dry-run"] : []),
  ];
  const program = [info?.getEntryPoint() || request.getProgram(), ...request.getArgsList()];
  return spawn(process.execPath, [runner, ...flags, ...program], {
    cwd: directory,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
}

/** A policy pack. The engine reads its output by pieces, and the port that it prints from it. */
const runPlugin: grpc.handleServerStreamingCall<RunPluginRequest, unknown> = (call) => {
  const { request } = call;
  const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const from = createRequire(join(directory, "package.json"));
  const runner = from.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const pack = spawn(process.execPath, [runner, ...request.getArgsList(), directory], {
    cwd: request.getPwd(),
    stdio: ["ignore", "pipe", "pipe"],
    env: Object.fromEntries(request.getEnvList().map(pairOf)),
  });
  const tell = (piece: (response: RunPluginResponse) => void) => {
    const response = new languageProto.RunPluginResponse();
    piece(response);
    call.write(response);
  };
  pack.stdout.on("data", (bytes: Buffer) => tell((response) => response.setStdout(bytes)));
  pack.stderr.on("data", (bytes: Buffer) => tell((response) => response.setStderr(bytes)));
  call.on("cancelled", () => pack.kill());
  pack.once("error", (error) => call.destroy(error));
  pack.once("close", (code) => {
    tell((response) => response.setExitcode(code ?? 1));
    call.end();
  });
};

/** `NAME=value` → its two halves. */
function pairOf(pair: string): [string, string] {
  const at = pair.indexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function outcome(code: number | null, signal: string | null): unknown {
  const response = new languageProto.RunResponse();
  if (code === ALREADY_TOLD) response.setBail(true);
  else if (code !== 0) response.setError(`the program ended with ${signal ?? `exit code ${code}`}`);
  return response;
}

endWithEngine();
const server = new grpc.Server();
const host: grpc.UntypedServiceImplementation = {
  handshake,
  getPluginInfo,
  getRequiredPackages,
  run,
  runPlugin,
};
server.addService(LanguageRuntimeService, host);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`); // the engine reads the first line of stdout
});
