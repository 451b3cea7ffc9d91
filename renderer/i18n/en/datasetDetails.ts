export default {
  quote: { double: 'double quotes', single: 'single quotes', none: 'none' },
  escape: { double: 'is doubled', backslash: 'has a backslash' },
  unit: { file: 'file', line: 'line', paragraph: 'paragraph' },
  conversation: { alpaca: 'Alpaca', sharegpt: 'ShareGPT', messages: 'messages' },
  columnTable: {
    name: 'Column',
    type: 'Type',
    shown: 'In the grid',
    empty: 'Empty cells',
    distinct: 'Distinct values',
    shortest: 'Shortest',
    mean: 'Mean',
    longest: 'Longest',
    tooMany: 'too many to count',
    lengths: 'Lengths are in characters.',
  },
  doubt: {
    encodingAlone: 'Encoding: {{encoding}} is the most likely, not certain. Look at accented letters below.',
    encoding:
      'Encoding: {{encoding}} is the most likely, not certain (others: {{others}}). Look at accented letters below.',
    delimiter: 'Delimiter: {{delimiter}} fits, and so does {{others}}.',
    skipped_rows_one: 'Lines to skip: {{count}} line before the table is left out: “{{text}}”',
    skipped_rows_other: 'Lines to skip: {{count}} lines before the table are left out: “{{text}}”',
    header_zero: 'First row: it looks like data, so the columns have no names.',
    header_one: 'First row: it seems to name the columns.',
    header_other: 'First row: {{count}} rows seem to name the columns.',
    padded_rows: 'Some rows are shorter than the header. Their last cells are taken to be empty.',
    joined_rows:
      'Line {{line}}: a quote joins {{lines}} lines that look like rows. If quotes are only inch marks, choose “none” as quote character.',
    repeated_header_one: '{{count}} row that only repeats the column names is left out.',
    repeated_header_other: '{{count}} rows that only repeat the column names are left out.',
    rare_columns: 'Columns with a value in a single row: {{columns}}.',
    merged_cells: 'Merged cells count for all of their rows.',
    formulas_one:
      '{{count}} formula has no stored value, so its cell is empty. Open the file in a spreadsheet program and save it again.',
    formulas_other:
      '{{count}} formulas have no stored value, so their cells are empty. Open the file in a spreadsheet program and save it again.',
    mostly_rejected: 'Most rows do not fit: {{rejected}} are rejected and {{count}} imported.',
    tables: 'Table: {{table}} is imported, one of several ({{tables}}).',
    text_unit: 'This file is no table: it becomes one column of texts.',
  },
} as const;
