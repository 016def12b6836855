// Journeys in Debian's Chromium against the real server. Every journey has a server and a hospital of its own
// (support/server.ts), so they run side by side and in any order.
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const chromium =
  process.env["KYNDIG_CHROMIUM"] ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!chromium) throw new Error("No Chromium: run ./just ready browser, or point KYNDIG_CHROMIUM at one.");

const ci = process.env["CI"] === "true";

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  globalSetup: "./support/hospital.ts",
  fullyParallel: true,
  forbidOnly: ci,
  retries: 0, // a test that passes the second time has found something
  workers: Number(process.env["KYNDIG_E2E_WORKERS"] ?? 2),
  timeout: ci ? 180_000 : 60_000, // the longest lasts half a minute where nothing else runs
  expect: { timeout: 10_000 },
  reporter: ci ? [["line"], ["junit", { outputFile: "test-results/journeys.xml" }]] : [["list"]],
  use: {
    browserName: "chromium",
    locale: "nb-NO",
    timezoneId: "Europe/Oslo",
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
