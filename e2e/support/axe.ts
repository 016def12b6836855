// WCAG 2.2 AA as far as a program can judge it, in light and in dark.
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with every fault axe finds on the page as it stands, in both colour schemes. */
export async function expectAccessible(page: Page): Promise<void> {
  const faults: string[] = [];
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    for (const { id, help, nodes } of violations) {
      for (const node of nodes) faults.push(`${scheme}: ${id} (${help}): ${node.target.join(" ")}\n    ${node.html}\n    ${node.failureSummary ?? ""}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  expect(faults, faults.join("\n")).toEqual([]);
}

/** WCAG 1.4.10: at 320 pixels nothing makes the page scroll sideways. */
export async function expectReflows(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await expect
    .poll(async () => await page.evaluate(() => document.documentElement.scrollWidth), { message: "wider than 320 pixels" })
    .toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}
