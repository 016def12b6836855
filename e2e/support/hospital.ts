// Once before all journeys: an embedded database with the demo hospital, as of the morning on which journeys begin.
import { mkdir, rm } from "node:fs/promises";
import { demoFolder, run, workFolder } from "./server.js";

export default async function prepare(): Promise<void> {
  await rm(workFolder, { recursive: true, force: true });
  await rm(demoFolder, { recursive: true, force: true });
  await mkdir(demoFolder, { recursive: true });
  run(demoFolder, "demo");
}
