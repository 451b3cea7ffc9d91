import { Anchor, Code, List, Table, Text, Title, Typography } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import type { Block, Inline, Item } from './parseMarkdown.ts';

/** Where a link of `page` leads in the interface; `null` where it leads out of it, or nowhere. */
export function addressOf(target: string, page: string): string | null {
  const [, file = page, anchor] = /^(?:(\w+)\.md)?(?:#(.+))?$/.exec(target) ?? [];
  if (target === '' || /[/:]/.test(target)) return null;
  return `/help/${file}${anchor === undefined ? '' : `?at=${anchor}`}`;
}

export function Markdown({ blocks, page }: { blocks: readonly Block[]; page: string }) {
  return (
    <Typography maw="60rem">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} page={page} />
      ))}
    </Typography>
  );
}

function BlockView({ block, page }: { block: Block; page: string }) {
  const { t } = useTranslation('app');
  switch (block.kind) {
    case 'heading':
      return (
        <Title order={block.level <= 2 ? 2 : 3} id={block.id} mt="lg" mb="xs" style={{ scrollMarginTop: '4.5rem' }}>
          <InlineView parts={block.text} page={page} />
        </Title>
      );
    case 'paragraph':
      return (
        <Text mb="sm">
          <InlineView parts={block.text} page={page} />
        </Text>
      );
    case 'code':
      return <CodeBlock text={block.text} label={t('docs.code')} />;
    case 'list':
      return <Items items={block.items} page={page} />;
    case 'table':
      return (
        <Table.ScrollContainer minWidth={500} mb="sm">
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Cells cells={block.head} page={page} head />
            </Table.Thead>
            <Table.Tbody>
              {block.rows.map((cells, index) => (
                <Cells key={index} cells={cells} page={page} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      );
    default:
      throw block satisfies never;
  }
}

function Cells({ cells, page, head = false }: { cells: readonly Inline[][]; page: string; head?: boolean }) {
  return (
    <Table.Tr>
      {cells.map((cell, index) => {
        // A table without names of columns has no header cells that say nothing.
        const As = head && cell.length > 0 ? Table.Th : Table.Td;
        return (
          <As key={index}>
            <InlineView parts={cell} page={page} />
          </As>
        );
      })}
    </Table.Tr>
  );
}

function Items({ items, page }: { items: readonly Item[]; page: string }) {
  return (
    <List mb="sm" spacing={4}>
      {items.map(({ text, items: inner }, index) => (
        <List.Item key={index}>
          <InlineView parts={text} page={page} />
          {inner.length > 0 && <Items items={inner} page={page} />}
        </List.Item>
      ))}
    </List>
  );
}

function InlineView({ parts, page }: { parts: readonly Inline[]; page: string }) {
  return parts.map((part, index) => <Fragment key={index}>{inlineView(part, page)}</Fragment>);
}

function inlineView(part: Inline, page: string) {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return (
        <Code px={4} bg="var(--mantine-color-default-hover)">
          {part.text}
        </Code>
      );
    case 'strong':
      return (
        <strong>
          <InlineView parts={part.of} page={page} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <InlineView parts={part.of} page={page} />
        </em>
      );
    case 'link': {
      const address = addressOf(part.target, page);
      const text = <InlineView parts={part.of} page={page} />;
      return address === null ? (
        text
      ) : (
        <Anchor component={Link} to={address} underline="always">
          {text}
        </Anchor>
      );
    }
    default:
      throw part satisfies never;
  }
}
