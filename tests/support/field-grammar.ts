import type { Dice } from './dice.ts';

/*
 * Sentences as they stand in case studies of patient safety, made from a small stock, so that a
 * library can be built from nothing. They tell of nobody.
 */
const people = [
  'the ward sister',
  'the anaesthetist',
  'a porter',
  'the discharge coordinator',
  'a bank nurse',
  'the on-call registrar',
  'the community pharmacist',
  'a theatre practitioner',
  'the midwife',
  'the night manager',
  'a healthcare assistant',
  'the radiographer',
  'the clinic clerk',
  'the occupational therapist',
  'a student nurse',
  'the infusion lead',
  'the outreach team'
];
const things = [
  'the infusion pump',
  'the consent form',
  'the drug chart',
  'the lens box',
  'the allergy band',
  'the referral letter',
  'the oxygen cylinder',
  'the transfer checklist',
  'the swab count',
  'the insulin pen',
  'the fluid balance chart',
  'the bed rail',
  'the blood sample',
  'the alarm',
  'the handover sheet',
  'the anticoagulant card',
  'the feeding tube',
  'the scan report'
];
const places = [
  'on the day-surgery unit',
  'in the eye clinic',
  'at the change of shift',
  'in the corridor',
  'during a busy list',
  'at the weekend',
  'in the admissions lounge',
  'after the transfer',
  'in the community hospital',
  'on the maternity ward',
  'in the treatment room',
  'before lunch',
  'while the screen was down',
  'in recovery',
  'at the second site',
  'in the dialysis unit'
];
const acts = [
  'checked',
  'labelled',
  'moved',
  'recorded',
  'handed over',
  'noticed',
  'questioned',
  'mislaid',
  'replaced',
  'read aloud',
  'could not find',
  'set aside',
  'signed for',
  'looked again at',
  'passed on',
  'photographed',
  'returned',
  'tested'
];
const reasons = [
  'because two lists had been merged',
  'as nobody had been told of the change',
  'since the cupboard had been reorganised',
  'although the policy said otherwise',
  'because the old and the new form looked alike',
  'while three calls came in at once',
  'as the usual colleague was on leave',
  'because the label faced the wall',
  'before the second check could happen',
  'since both patients were waiting side by side',
  'because the system logs people out after ten minutes',
  'as it had always been done there'
];
const lessons = [
  'A second pair of eyes was kept for the moment that matters',
  'The team moved the form to where the work is done',
  'Staff now say the name of the drug aloud before they draw it up',
  'The two products no longer share a shelf',
  'Families are asked what they have noticed',
  'A short pause before the first step has become a habit',
  'The handover now begins with what is unusual today',
  'New colleagues walk the pathway once with somebody who knows it',
  'The alarm limits are looked at on every round',
  'What helped was that somebody felt able to speak up'
];
const measures = [
  'over the next quarter',
  'in nine weeks out of ten',
  'without a single delay',
  'on both sites',
  'and the count is shown at the weekly huddle',
  'with less walking about',
  'though it is too early to tell',
  'and it has lasted',
  'at no cost',
  'since the spring'
];
const subjects = [
  'Wrong lens',
  'Delayed anticoagulation',
  'Missed allergy',
  'Retained swab',
  'Unlabelled sample',
  'Insulin at the wrong hour',
  'Fall beside the bed',
  'Oxygen that ran out',
  'Feeding tube check',
  'Letter that never arrived',
  'Pump set by habit',
  'Consent on the day',
  'Two names alike',
  'Silent alarm',
  'Transfer without notes',
  'Cold chain broken',
  'Pressure sore on arrival'
];

export function fieldTitle(dice: Dice): string {
  return `${dice.pick(subjects)} ${dice.pick(places)}`;
}

export function fieldSentence(dice: Dice): string {
  const pattern = dice.between(0, 3);
  if (pattern === 0) return `${dice.pick(lessons)} ${dice.pick(measures)}.`;
  const deed = `${dice.pick(people)} ${dice.pick(acts)} ${dice.pick(things)}`;
  if (pattern === 1) return capital(`${deed} ${dice.pick(places)} ${dice.pick(reasons)}.`);
  if (pattern === 2) return capital(`${dice.pick(places)}, ${deed} ${dice.pick(reasons)}.`);
  return capital(`${deed}, and ${dice.pick(people)} ${dice.pick(acts)} it ${dice.pick(places)}.`);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
