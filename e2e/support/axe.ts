// WCAG 2.2 AA as far as a program can judge it, in light and in dark.
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** `ds-suggestion` gives its input both `list` and the role that a browser would take from it: from a `<datalist>`, which
 * the element's own list is not. So the role is needed, though axe calls it one too many. */
const SUGGESTION = /^<input [^>]*list=":u-datalist/;

/** Every fault axe finds on the page as it stands: in light with all rules, in dark with those that colours can break. */
export async function axeFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    // what lies beneath an open dialog was judged without it
    const dialog = await page.locator("dialog[open]").count();
    const axe = dialog ? new AxeBuilder({ page }).include("dialog[open]") : new AxeBuilder({ page });
    // roles and names are the same in the dark
    const { violations } = await (scheme === "light" ? axe.withTags(RULES) : axe.withRules(["color-contrast", "link-in-text-block"])).analyze();
    for (const { id, help, nodes } of violations) {
      for (const node of nodes) {
        if (id === "aria-allowed-role" && SUGGESTION.test(node.html)) continue;
        faults.push(`${scheme}: ${id} (${help}): ${node.target.join(" ")}\n    ${node.html}\n    ${node.failureSummary ?? ""}`);
      }
    }
  }
  await page.emulateMedia({ colorScheme: null });
  return faults;
}

/** Fails with every fault axe finds. */
export async function expectAccessible(page: Page): Promise<void> {
  const faults = await axeFaults(page);
  expect(faults, faults.join("\n")).toEqual([]);
}

/** WCAG 1.4.10: what at 320 pixels makes the page, a panel or a dialog scroll sideways. */
export async function reflowFaults(page: Page): Promise<string[]> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const faults = await page.evaluate(async () => {
    // the layout of the narrow page is there after the frame that draws it
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const frames = [document.documentElement, ...document.querySelectorAll("dialog[open], .sheet, main .panel")];
    return frames
      .filter((frame) => frame.scrollWidth > Math.max(frame.clientWidth, 0) + 1 && frame.clientWidth > 0)
      .map((frame) => {
        const edge = frame.getBoundingClientRect().left + frame.clientWidth;
        const wide = [...frame.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > edge + 1);
        const names = wide.slice(0, 3).map((element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${element.textContent?.trim().slice(0, 40)}`);
        return `at 320 pixels ${frame.tagName.toLowerCase()}.${frame.className} is ${frame.scrollWidth} wide: ${names.join(", ")}`;
      });
  });
  if (before) await page.setViewportSize(before);
  return faults;
}

export async function expectReflows(page: Page): Promise<void> {
  const faults = await reflowFaults(page);
  expect(faults, faults.join("\n")).toEqual([]);
}
