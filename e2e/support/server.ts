// Starts and ends the real server: `kyndig serve`, built with its test clock, on a free port of this machine, with a
// database and a mail folder of its own.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, open, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** The program under test. */
export const binary =
  process.env["KYNDIG_BIN"] ?? path.join(process.env["CARGO_TARGET_DIR"] ?? path.join(root, "target"), "debug", "kyndig");

/** Where journeys keep what they leave behind: databases, logs, mails, pictures. */
export const workFolder = path.join(root, "e2e", "test-results", "servers");

/** The demo hospital, made once (support/hospital.ts) and copied for every server. */
export const demoFolder = path.join(root, "e2e", "test-results", "demo");

/** The moment at which every journey begins: a Monday morning in Oslo. */
export const START = "2026-11-23T08:00:00+01:00";

function environment(folder: string, extra: Record<string, string>): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: folder,
    RUST_BACKTRACE: "1",
    KYNDIG_DATABASE__URL: `sqlite://${path.join(folder, "kyndig.db")}`,
    KYNDIG_MAIL__FOLDER: path.join(folder, "mail"),
    KYNDIG_TEST_CLOCK: START,
    ...extra,
  };
}

/** Runs a subcommand to its end; throws what it said when it fails. */
export function run(folder: string, ...args: string[]): string {
  if (!existsSync(binary)) throw new Error(`${binary} is not built: run ./just test, or point KYNDIG_BIN at one.`);
  const { status, stdout, stderr, error } = spawnSync(binary, args, { cwd: folder, env: environment(folder, {}), encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`kyndig ${args.join(" ")} ended with ${status}:\n${stderr}\n${stdout}`);
  return stdout;
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

export class Server {
  private constructor(
    readonly url: string,
    readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  /** A server with a fresh copy of the demo hospital. */
  static async start(name: string, extra: Record<string, string> = {}): Promise<Server> {
    const folder = path.join(workFolder, name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(workFolder, { recursive: true });
    await cp(demoFolder, folder, { recursive: true });
    return await Server.startIn(folder, extra);
  }

  private static async startIn(folder: string, extra: Record<string, string>): Promise<Server> {
    const port = await freePort();
    const log = await open(path.join(folder, "server.log"), "a");
    const child = spawn(binary, ["serve"], {
      cwd: folder,
      env: environment(folder, { KYNDIG_HTTP__BIND: `127.0.0.1:${port}`, KYNDIG_HTTP__DRAIN_SECONDS: "0", ...extra }),
      stdio: ["ignore", log.fd, log.fd],
    });
    await log.close();
    const server = new Server(`http://127.0.0.1:${port}`, folder, child);
    await server.ready();
    return server;
  }

  private async ready(): Promise<void> {
    const giveUp = Date.now() + 30_000;
    for (;;) {
      if (this.process.exitCode !== null || this.process.signalCode !== null) break;
      try {
        const answer = await fetch(`${this.url}/health/ready`);
        if (answer.ok) return;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // not listening yet
      }
      if (Date.now() > giveUp) break;
      await pause(25);
    }
    this.process.kill("SIGKILL");
    throw new Error(`The server did not become ready:\n${await this.log()}`);
  }

  async log(): Promise<string> {
    return await readFile(path.join(this.folder, "server.log"), "utf8");
  }

  /** The mails delivered so far, oldest first, as they would go over the wire. */
  async mails(): Promise<string[]> {
    const folder = path.join(this.folder, "mail");
    if (!existsSync(folder)) return [];
    const names = (await readdir(folder)).filter((name) => name.endsWith(".eml")).sort();
    return await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  }

  /** Ends it as an operator would; a server that does not stop by itself is a failure. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) {
      throw new Error(`The server had ended by itself:\n${await this.log()}`);
    }
    const ended = new Promise<void>((resolve) => this.process.once("exit", () => resolve()));
    this.process.kill("SIGTERM");
    const late = new AbortController();
    const verdict = await Promise.race([
      ended.then(() => "ended" as const),
      pause(15_000, "late" as const, { signal: late.signal }),
    ]);
    late.abort();
    if (verdict === "late") {
      this.process.kill("SIGKILL");
      throw new Error("The server did not stop within 15 seconds of SIGTERM.");
    }
  }
}
