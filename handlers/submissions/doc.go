// Package submissions answers about the data that operators hand in period by
// period: what is owed and late, handing a file in, how it differs from the
// registry and from the last one, and what an officer accepts or sends back.
//
// The table of rights says who may use an operation and of whose submissions; what
// acceptance writes is held against the officer's right to each record as well.
package submissions
