// What tree-sitter takes for definitions: the oracle of the chunker's tests. Installs nothing.
//
//   node definitions.mjs --modules DIR --rules definitions.json < list
//
// DIR holds node_modules with web-tree-sitter, tree-sitter-wasms and tree-sitter-bash. Each line of the list is "path<TAB>grammar",
// grammar being a key of the rules or "tsx". For each file one line of JSON is printed:
//   {"path": …, "errors": [[first, last], …], "defs": [[name, line, nodeType], …], "spared": [[name, line, nodeType], …]}
// errors: lines that tree-sitter could not parse; what it says of them is no oracle.
// spared: definitions of node types that the rules do not count. Finding them is no error, missing them neither.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const args = Object.fromEntries(process.argv.slice(2).reduce((pairs, value, i, all) => (i % 2 ? pairs : [...pairs, [value, all[i + 1]]]), []));
const modules = resolve(args['--modules']);
const require = createRequire(join(modules, 'package.json'));
const Parser = require('web-tree-sitter');
const rules = JSON.parse(readFileSync(args['--rules'], 'utf8'));

// Node types that define a name as well, but that the rules do not count.
const spared = {
  javascript: ['function', 'function_expression', 'generator_function', 'class'],
  typescript: ['function', 'function_expression', 'generator_function', 'class', 'internal_module', 'module', 'function_signature', 'method_signature', 'abstract_method_signature'],
  c_sharp: ['namespace_declaration', 'file_scoped_namespace_declaration', 'local_function_statement', 'record_struct_declaration', 'destructor_declaration', 'compact_constructor_declaration'],
  java: ['compact_constructor_declaration', 'annotation_type_element_declaration'],
  go: ['type_alias'],
  rust: ['function_signature_item', 'associated_type', 'impl_item'],
  cpp: ['alias_declaration', 'concept_definition'],
  kotlin: ['companion_object', 'type_alias'],
  swift: ['protocol_function_declaration', 'typealias_declaration'],
  scala: ['enum_definition', 'package_object', 'type_definition', 'function_declaration', 'given_definition'],
  php: ['namespace_definition'],
};

const needBody = { c: true, cpp: true };
const nameTypes = new Set(['simple_identifier', 'type_identifier', 'identifier']);
const leaves = new Set(['identifier', 'field_identifier', 'type_identifier', 'destructor_name', 'operator_name', 'operator_cast',
  'primitive_type', 'template_function', 'template_method', 'namespace_identifier']);

// The names a C declarator declares: inside pointers, arrays, parentheses and functions.
function declared(node) {
  while (node && !leaves.has(node.type)) {
    if (node.type === 'qualified_identifier') {
      node = node.childForFieldName('name');
    } else {
      node = node.childForFieldName('declarator')
        ?? node.namedChildren.find((child) => child.type.endsWith('declarator') || leaves.has(child.type) || child.type === 'qualified_identifier');
    }
  }
  return node;
}

function namesOf(node, language) {
  if (needBody[language]) {
    if (node.type === 'function_definition' || node.type === 'type_definition') {
      if (node.type === 'function_definition' && !node.childForFieldName('body')) {
        return [];
      }
      return node.childrenForFieldName('declarator').map(declared).filter(Boolean);
    }
    if (node.type !== 'alias_declaration' && node.type !== 'concept_definition' && !node.childForFieldName('body')) {
      return [];
    }
  }
  const name = node.childForFieldName('name') ?? node.namedChildren.find((child) => nameTypes.has(child.type));
  return name ? [name] : [];
}

const parsers = new Map();
async function parserOf(grammar) {
  if (!parsers.has(grammar)) {
    // The bash grammar of tree-sitter-wasms imports a function that web-tree-sitter lacks; the grammar's own package does not.
    const folder = grammar === 'bash' ? ['tree-sitter-bash'] : ['tree-sitter-wasms', 'out'];
    const language = await Parser.Language.load(join(modules, 'node_modules', ...folder, `tree-sitter-${grammar}.wasm`));
    const parser = new Parser();
    parser.setLanguage(language);
    parsers.set(grammar, parser);
  }
  return parsers.get(grammar);
}

function collect(tree, language) {
  const counted = new Set(rules[language]);
  const other = new Set(spared[language] ?? []);
  const defs = [];
  const rest = [];
  const errors = [];
  const cursor = tree.walk();
  let deeper = true;
  for (;;) {
    if (deeper) {
      const type = cursor.nodeType;
      if (type === 'ERROR' || cursor.nodeIsMissing) {
        errors.push([cursor.startPosition.row + 1, cursor.endPosition.row + 1]);
      }
      const into = cursor.nodeIsNamed ? (counted.has(type) ? defs : other.has(type) ? rest : null) : null;
      if (into) {
        for (const name of namesOf(cursor.currentNode, language)) {
          // A conversion operator's node holds its parameters too.
          const text = name.type === 'operator_cast' ? name.text.replace(/\([^()]*\)[^()]*$/, '') : name.text;
          into.push([text, name.startPosition.row + 1, type]);
        }
      }
    }
    if (deeper && cursor.gotoFirstChild()) {
      continue;
    }
    if (cursor.gotoNextSibling()) {
      deeper = true;
    } else if (cursor.gotoParent()) {
      deeper = false;
    } else {
      return { errors, defs, spared: rest };
    }
  }
}

await Parser.init();
for await (const line of createInterface({ input: process.stdin })) {
  const [path, grammar] = line.split('\t');
  const language = grammar === 'tsx' ? 'typescript' : grammar;
  const parser = await parserOf(grammar);
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  let found = { errors: null, defs: [], spared: [] };
  try {
    const tree = parser.parse(text);
    found = collect(tree, language);
    tree.delete();
  } catch (problem) {
    found.problem = String(problem);
  }
  console.log(JSON.stringify({ path, ...found }));
}
