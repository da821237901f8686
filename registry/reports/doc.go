// Package reports makes the reports of a department from its registry: for a
// month, quarter, half-year or year, as text in the usual form, as a workbook
// with one sheet a table, as DOCX and PDF.
//
// A report is built once, as a Report, and written in any form. Every number in
// it is an indicators.Figure, so that each form can say where it comes from:
// notes in print, a column in the workbook, members in JSON. What the figures of
// the period that were published elsewhere contradict is found by
// registry/indicators/consistency and stands beside the sentence it concerns.
package reports
