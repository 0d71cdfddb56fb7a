import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** A module that an example may use, and where its source is. */
interface Module {
  readonly specifier: string;
  readonly file: string;
}

/**
 * The imports that a docstring's example leaves out: what it uses of the package that it stands in, and of its own
 * file. On one line, so that lines keep their numbers; empty when the example has imports of its own.
 */
export function impliedImports(packageDirectory: string, file: string, code: string): string {
  if (/^import /m.test(code)) return "";
  const own = `./${relative(join(file, ".."), file).replace(/\.ts$/, ".js")}`;
  const imported = new Set<string>();
  return [...entries(packageDirectory), { specifier: own, file }]
    .map((module) => ({ ...module, names: exportedNames(readFileSync(module.file, "utf8")) }))
    .map(({ specifier, names }) => {
      const used = names.filter((name) => !imported.has(name) && new RegExp(`\\b${name}\\b`).test(code));
      for (const name of used) imported.add(name);
      return used.length === 0 ? "" : `import { ${used.join(", ")} } from "${specifier}"; `;
    })
    .join("");
}

/** What the package exports, by the names that its users write. */
function entries(directory: string): Module[] {
  const { name, exports = {} } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    name: string;
    exports?: Record<string, { "@mcm/source"?: string }>;
  };
  return Object.entries(exports).flatMap(([path, { "@mcm/source": file }]) =>
    file === undefined
      ? []
      : [{ specifier: path.replace(".", name), file: join(directory, file.replaceAll("/", sep)) }],
  );
}

/** The values, not types, that a source file exports. */
function exportedNames(source: string): string[] {
  const declared = [...source.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)].map(
    ([, name = ""]) => name,
  );
  const listed = [...source.matchAll(/^export \{([^}]*)\}/gm)]
    .flatMap(([, list = ""]) => list.split(","))
    .map((item) => item.trim().replace(/^\w+ as /, ""))
    .filter((item) => /^\w+$/.test(item));
  return [...declared, ...listed];
}
