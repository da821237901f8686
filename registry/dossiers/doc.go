// Package dossiers leads what operators file from the first draft to the station
// on air: who may do what, when it is due, what is decided and on what grounds.
//
// # The life of a dossier is data
//
// A Workflow names the states, the actions, the roles that may take them and the
// times. The program knows what an action does (receive, propose, sign, …); when
// and by whom it may be done stands in the workflow, which a province may replace.
//
// # One action, one transaction
//
// Service.Act reads the dossier, asks whether the actor may, works out every
// record that changes and puts them, with the event that tells of it, in one
// transaction. What it would put can be had beforehand from Service.Preview, made
// by the same function: what is signed is what is recorded. An action names the
// revision of the dossier that was seen; when another was quicker it is a
// Conflict that tells what happened meanwhile.
//
// # Decisions keep their grounds
//
// With a proposal the appraisal is frozen: findings, rule sets, the records that
// were looked at, what coverage answered. Signing compares it with the registry as
// it is by then; Service.Again runs it once more, years later, from what was kept.
//
// # The clock
//
// The province's time runs in working days while a state of the clock lasts and
// stands while the applicant has to do something. Calendars know holidays and the
// Saturdays worked instead.
package dossiers
