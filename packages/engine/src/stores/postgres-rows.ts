const signature = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
/** No flags, and no more of a header. */
const header = Buffer.concat([signature, Buffer.alloc(8)]);

/** Writes the columns of a row, one after the other. */
interface RowWriter {
  /** A whole number of so many bytes. */
  number(bytes: 2 | 4 | 8, value: number | null): void;
  /** Text, which JSON is, too; at most as many bytes as were told of all of the row. */
  text(value: string): void;
}

/** How to write some rows. */
export interface RowsToWrite<Row> {
  readonly columns: number;
  /** Bytes that a row's texts take. */
  readonly textLength: (row: Row) => number;
  readonly write: (writer: RowWriter, row: Row, index: number) => void;
}

/**
 * Rows as `COPY … (FORMAT binary)` takes them, which the server reads in less time than text: nothing is escaped, and no
 * number is spelled out (https://www.postgresql.org/docs/current/sql-copy.html).
 */
export function binaryRows<Row>(rows: readonly Row[], { columns, textLength, write }: RowsToWrite<Row>): Buffer {
  const most = rows.reduce((sum, row) => sum + 2 + columns * 12 + textLength(row), header.length + 2);
  const buffer = Buffer.allocUnsafe(most);
  let at = header.copy(buffer);
  const writer: RowWriter = {
    number: (bytes, value) => {
      at = buffer.writeInt32BE(value === null ? -1 : bytes, at);
      if (value === null) return;
      if (bytes < 8) at = buffer.writeIntBE(value, at, bytes);
      else {
        const high = Math.floor(value / 2 ** 32);
        buffer.writeInt32BE(high, at);
        at = buffer.writeUInt32BE(value - high * 2 ** 32, at + 4);
      }
    },
    text: (value) => {
      const length = buffer.write(value, at + 4);
      buffer.writeInt32BE(length, at);
      at += 4 + length;
    },
  };
  for (const [index, row] of rows.entries()) {
    at = buffer.writeInt16BE(columns, at);
    write(writer, row, index);
  }
  at = buffer.writeInt16BE(-1, at);
  return buffer.subarray(0, at);
}
