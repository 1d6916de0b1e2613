export { hash, hashId, type Purpose, sha256 } from './hash.ts';
export { derive, importSecret } from './derive.ts';
export { importSealKey, open, openRandomly, seal, sealRandomly, tagLength } from './seal.ts';
export { importVerifyKey, sign, signatureLength, signingKeyFromSeed, verify } from './sign.ts';
export { isAdmissibleAgreementKey, isAdmissibleSigningKey } from './admit-key.ts';
export { agree, type AgreementPair, newAgreementPair } from './agree.ts';
export { unwrap, wrap, type Wrap } from './wrap.ts';
export {
  isCostEnough,
  keyFromPassphrase,
  leastCost,
  type PassphraseCost,
  usualCost
} from './passphrase.ts';
export { hasNeededCryptography } from './self-test.ts';
