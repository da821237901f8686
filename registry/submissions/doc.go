// Package submissions follows the data that operators and postal companies hand
// in period by period: what is expected and when it is due, what was received,
// how it differs from what the registry holds, and what an officer accepted.
//
// A received file is kept, named by its hash, and tried against the registry in a
// transaction that is rolled back: that gives the difference. Only acceptance
// writes, and in one transaction with the submission's own state. A file may speak
// of its operator's records alone.
package submissions
