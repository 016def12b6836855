// Somebody who has no pointer: goes by Tab, sees where the focus is, and presses keys.
import { type Locator, type Page, expect } from "@playwright/test";

/** Fails unless the element that has the focus shows it, and no other thing lies over it. */
export async function expectFocusVisible(page: Page): Promise<void> {
  const fault = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null; // the browser's own bar, between two rounds
    const name = `<${element.tagName.toLowerCase()} id="${element.id}"> ${element.textContent?.trim().slice(0, 40)}`;
    const drawn = (of: Element | null): boolean => {
      if (!of) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(of);
      return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    };
    // headings and the page itself take the focus to be read from there; a ring around them would say "press me"
    // the way past the menu shows by being there
    if (element.getAttribute("tabindex") === "-1" || element.matches(".ds-skip-link")) return null;
    if (!drawn(element) && !drawn(element.closest("li, .find, label, .ds-field"))) return `${name} does not show the focus`;
    const box = element.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const seen = top && (element.contains(top) || top.contains(element) || (element as HTMLInputElement).labels?.[0]?.contains(top));
    return seen ? null : `${name} lies under <${top?.tagName.toLowerCase()} class="${top?.getAttribute("class")}">`;
  });
  expect(fault).toBeNull();
}

async function has(target: Locator): Promise<boolean> {
  return (await target.count()) > 0 && (await target.first().evaluate((element) => element === document.activeElement));
}

/** Tabs on until the element has the focus; at every stop the focus must be seen. */
export async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  await target.first().waitFor();
  for (let count = 0; count < most; count += 1) {
    if (await has(target)) return;
    await page.keyboard.press("Tab");
    await expectFocusVisible(page);
  }
  throw new Error(`Tab did not reach ${target}`);
}

/** Tabs to it and presses it. */
export async function pressOn(page: Page, target: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Tabs to a field and types. */
export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

/** The field of this name that finds by typing: its list has the same name while it is open. */
export function finder(within: Page | Locator, name: string): Locator {
  return within.getByLabel(name).and(within.locator("input"));
}

/** Tabs to a field that finds by typing, types, and takes the first that is found. */
export async function find(page: Page, field: Locator, text: string, option: RegExp): Promise<void> {
  await typeInto(page, field, text);
  await page.getByRole("option", { name: option }).first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(option);
}
