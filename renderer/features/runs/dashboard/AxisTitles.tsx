interface Props {
  x: string;
  y?: string | undefined;
  /** Of the whole drawing, in pixels. */
  height: number;
}

/** What the axes show, in the corners of a drawing: below the numbers of the one, above those of the other. */
export function AxisTitles({ x, y, height }: Props) {
  return (
    <g fill="var(--curve-text)" stroke="none">
      {y !== undefined && (
        <text x={4} y={12}>
          {y}
        </text>
      )}
      <text x="100%" dx={-16} y={height - 4} textAnchor="end">
        {x}
      </text>
    </g>
  );
}
