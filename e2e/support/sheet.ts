// A workbook as somebody else's reader has it: openpyxl, by which departments work on with what they take out.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface Sheet {
  rows: unknown[][];
  /** A letter for each cell of a row: `s` text, `n` number or nothing, `d` date, `b` truth, `f` formula. */
  types: string[];
  /** The colour of each filled cell, as "FFC6E7C8" by "C5". */
  filled: Record<string, string>;
}

/** The sheets of a file, by name. */
export async function sheets(file: string): Promise<Record<string, Sheet>> {
  const { stdout } = await promisify(execFile)("../.tools/python/bin/python", ["../scripts/read-xlsx.py", file]);
  return JSON.parse(stdout) as Record<string, Sheet>;
}
