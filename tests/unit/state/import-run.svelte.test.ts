// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { ImportRun, Vault, type ChosenFile } from '#lib/state/index.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';
import { settled } from './settled.ts';

const file = (name: string, size = 4): ChosenFile => ({
  name,
  size,
  arrayBuffer: async () => new ArrayBuffer(size)
});

function open(mayRead = (chosen: { size: number }) => chosen.size < 1000) {
  const connection = new FakeConnection();
  const vault = new Vault(connection);
  vault.start();
  return { connection, run: new ImportRun(vault, mayRead) };
}

describe('an import', () => {
  it('makes a document of every file that could be read, and names the rest', async () => {
    const { run } = open();
    await run.start('aaaaprivate', [file('notes.txt'), file('empty.md', 0)]);
    expect(run.state).toBe('done');
    expect(run.into).toBe('aaaaprivate');
    expect(run.report?.made.map((made) => made.title)).toEqual(['notes']);
    expect(run.report?.failed.map((one) => one.failure.fileName)).toEqual(['empty.md']);
  });

  it('never reads a file that is too large', async () => {
    const { connection, run } = open();
    let handed: Uint8Array | null | undefined;
    const importFiles = connection.fake.importFiles.bind(connection.fake);
    connection.fake.importFiles = (input) => {
      handed = input.files[0]?.bytes;
      return importFiles(input);
    };
    const huge = file('huge.docx', 200_000_000);
    let read = false;
    huge.arrayBuffer = async () => {
      read = true;
      return new ArrayBuffer(8);
    };
    await run.start('aaaaprivate', [huge]);
    expect(read).toBe(false);
    expect(handed).toBeNull();
    expect(run.report?.failed).toHaveLength(1);
  });

  it('goes on when a file has vanished since it was chosen', async () => {
    const { run } = open();
    const gone = file('gone.txt');
    gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    await run.start('aaaaprivate', [gone, file('there.txt')]);
    expect(run.report?.made.map((made) => made.fileName)).toEqual(['there.txt']);
    expect(run.report?.failed.map((one) => one.failure.fileName)).toEqual(['gone.txt']);
  });

  it('counts as it goes, and minds only its own progress', async () => {
    const { connection, run } = open();
    connection.fake.importFiles = () => new Promise(() => {});
    void run.start('aaaaprivate', [file('a.txt'), file('b.txt')]);
    await settled();
    connection.emit({ type: 'import-progress', importId: 'another', done: 9, total: 9 });
    expect([run.state, run.done, run.total]).toEqual(['running', 0, 2]);
  });

  it('can be taken back', async () => {
    const { connection, run } = open();
    await run.start('aaaaprivate', [file('a.txt')]);
    await run.undo();
    expect(run.state).toBe('undone');
    expect(connection.fake.undone).toEqual([run.report?.importId]);
  });

  it('is one at a time', async () => {
    const { connection, run } = open();
    let asked = 0;
    connection.fake.importFiles = () => {
      asked += 1;
      return new Promise(() => {});
    };
    void run.start('aaaaprivate', [file('a.txt')]);
    void run.start('aaaaprivate', [file('b.txt')]);
    await settled();
    expect(asked).toBe(1);
  });

  it('starts nothing when nothing was chosen', async () => {
    const { run } = open();
    await run.start('aaaaprivate', []);
    expect(run.state).toBe('idle');
  });

  it('is over, without a report, when the vault ends in the middle', async () => {
    const { connection, run } = open();
    connection.fake.importFiles = () => new Promise(() => {});
    const running = run.start('aaaaprivate', [file('a.txt')]);
    await settled();
    connection.end();
    await running;
    expect(run.state).toBe('idle');
    expect(run.report).toBeNull();
  });
});
