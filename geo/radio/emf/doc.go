// Package emf tells where the field of a mast is within the limits that protect
// the public, and where it is not.
//
// Far from an antenna the power density is S = EIRP·F/(4π·d²), with F the factor
// by which reflections from the ground may raise it. A place is within the limits
// if the ratios of density and limit over all emitters, of all operators, sum to
// at most 1 (ICNIRP; QCVN 8:2022). Close to an antenna the formula overstates the
// field: distances from it are on the safe side, but for points within the
// antenna's own length it means little.
//
// Limits are data. The default for Vietnam is QCVN 8:2022/BTTTT: 27.5 V/m and
// 2 W/m² from 10 MHz to 6 GHz, whatever the frequency.
package emf
