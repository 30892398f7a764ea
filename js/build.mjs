// Bundle each screen into one file that ships in the package. `--check` writes nothing and fails if one is out of date.

import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SHIPPED = fileURLToPath(new URL("../alsnb/widgets/static", import.meta.url));

/** Screens, and the application's pages, by the file that holds their bundle. */
const SCREENS = {
  cohort_setup: "src/setup/index.js",
  form: "src/form/index.js",
  page: "src/page/index.js",
  set_meeting: "src/meeting/index.js",
  start: "src/page/start.js",
  student_log: "src/student/index.js",
  theme_coding: "src/coding/index.js",
};

const { outputFiles } = await build({
  absWorkingDir: HERE,
  banner: { js: "// Built by `make js` from js/src. Do not edit." },
  bundle: true,
  charset: "utf8",
  entryPoints: SCREENS,
  format: "esm",
  logLevel: "warning",
  outdir: SHIPPED,
  target: "es2022",
  write: false,
});

if (process.argv.includes("--check")) {
  const shipped = (name) => {
    try {
      return readFileSync(join(SHIPPED, name), "utf8");
    } catch {
      return null;
    }
  };
  const built = outputFiles.map(({ path }) => basename(path));
  const stale = outputFiles
    .filter(({ path, text }) => shipped(basename(path)) !== text)
    .map(({ path }) => basename(path));
  const odd = readdirSync(SHIPPED).filter((name) => !built.includes(name));
  for (const name of stale) console.error(`alsnb/widgets/static/${name} is out of date. Run: make js`);
  for (const name of odd) console.error(`alsnb/widgets/static/${name} belongs to no screen. Delete it.`);
  process.exitCode = stale.length + odd.length ? 1 : 0;
} else {
  await mkdir(SHIPPED, { recursive: true });
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(path, contents)));
}
