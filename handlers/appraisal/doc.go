// Package appraisal answers about rules and proposed positions over HTTP: a check
// before filing, which keeps nothing; the rule sets, what a careful reader would
// object to in them, two of them compared; a province's own set put on record.
//
// Its operations are api.Routes, mounted and described with the API's own.
package appraisal
