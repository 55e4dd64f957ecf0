import test from 'ava';
import { leafHash, pathOf, rootFromPath, rootOf } from '#domain/audit/merkle.ts';

/** The vectors of the Certificate Transparency project (RFC 6962). */
const ENTRIES = [
  '', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f',
]; // prettier-ignore
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = ENTRIES.map((hex) => leafHash(Buffer.from(hex, 'hex')));

test('roots are those of RFC 6962', (t) => {
  ROOTS.forEach((root, i) => t.is(rootOf(leaves.slice(0, i + 1)).toString('hex'), root));
  t.is(
    rootOf([]).toString('hex'),
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
});

test('every leaf of every tree leads to its root, and to no other place or tree', (t) => {
  for (let size = 1; size <= 8; size++) {
    const tree = leaves.slice(0, size);
    tree.forEach((leaf, index) => {
      const path = pathOf(tree, index);
      t.deepEqual(rootFromPath(leaf, { index, size }, path), rootOf(tree));
      for (let other = 0; other < size; other++) {
        if (other === index) continue;
        const wrong = rootFromPath(leaf, { index: other, size }, path);
        t.notDeepEqual(wrong, rootOf(tree), `${index} as ${other} of ${size}`);
      }
    });
  }
});

test('a path too long, too short or changed by a bit leads elsewhere', (t) => {
  const path = pathOf(leaves, 3);
  const place = { index: 3, size: 8 };
  const [leaf = Buffer.alloc(0)] = leaves.slice(3);
  t.is(rootFromPath(leaf, place, path.slice(1)), null);
  t.is(rootFromPath(leaf, place, [...path, leaf]), null);
  const bent = path.map((hash, i) => (i ? hash : Buffer.from(hash)));
  bent[0]?.writeUInt8((bent[0]?.readUInt8(0) ?? 0) ^ 1, 0);
  t.notDeepEqual(rootFromPath(leaf, place, bent), rootOf(leaves));
});

test('a leaf that is not there has no path', (t) => {
  t.throws(() => pathOf(leaves, 8), { instanceOf: RangeError });
});
