// Package charts draws what reports show: lines over time, bars, stacked bars,
// communes in steps, the places of a network, and sparklines; as SVG for screens
// and as PNG for documents.
//
// A chart (Line, Bars, Map, Places, Spark) is laid out once into a Picture, a list
// of areas, strokes, marks and labels, and a Picture is written in either form, so
// that the page and the printed report show the same. Text is measured in
// Liberation Sans, which is as wide as Arial and Helvetica: what fits here fits
// wherever the SVG is shown.
//
// Nothing rests on colour alone. Series take the colours of Okabe and Ito, told
// apart by the colour-blind, and each its own marker, dash and hatching besides;
// steps of a map go from light to dark in one hue. Every picture has a title, a
// description with the values in words, and a title on each mark.
//
// The plotting libraries for Go were weighed (gonum/plot, go-analyze/charts): none
// has hatching, titles for readers of screens, or maps, which are most of what is
// here.
package charts
