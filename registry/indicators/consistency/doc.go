// Package consistency finds where the figures of a report contradict each other.
//
// A figure is known as precisely as it was printed: "4,8" stands for anything
// that rounds to it, 4,75 to 4,85. Every rule computes with such intervals, so
// that it speaks up only where no numbers behind the printed ones could agree.
// Where a figure does not fit rounded but fits cut off (4,886 printed as 4,8),
// that is said instead of calling it wrong.
//
// Which figures depend on which is data, data/published/rules.yaml.
package consistency
