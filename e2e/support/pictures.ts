// Pictures of screens for people to judge: test-results/pictures/<name>-<width>[-dark].png
import path from "node:path";
import type { Page } from "@playwright/test";

const WIDTHS = { 1280: 800, 390: 844 } as const;

export async function takePictures(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const [width, height] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width: Number(width), height });
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({
        path: path.join("test-results", "pictures", `${name}-${width}${scheme === "dark" ? "-dark" : ""}.png`),
        fullPage: true,
        animations: "disabled",
      });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
