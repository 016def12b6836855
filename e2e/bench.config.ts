// What is measured, not tested: one at a time, with nothing recorded beside it. `./just bench-web`
import journeys from "./playwright.config.js";

// There is no graphics card where this runs: pixels are made by the processor, on threads of their own.
// KYNDIG_BENCH_FLAGS tries others of Chromium's, such as --num-raster-threads=4
const more = (process.env["KYNDIG_BENCH_FLAGS"] ?? "").split(" ").filter(Boolean);
const launchOptions = { ...journeys.use?.launchOptions, args: [...(journeys.use?.launchOptions?.args ?? []), ...more] };

export default { ...journeys, testDir: "bench", testMatch: "*.bench.ts", workers: 1, reporter: [["list"]], use: { ...journeys.use, launchOptions, trace: "off", screenshot: "off" } };
