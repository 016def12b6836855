// What is measured, not tested: one at a time, with nothing recorded beside it. `./just bench-web`
import journeys from "./playwright.config.js";

export default { ...journeys, testDir: "bench", testMatch: "*.bench.ts", workers: 1, reporter: [["list"]], use: { ...journeys.use, trace: "off", screenshot: "off" } };
