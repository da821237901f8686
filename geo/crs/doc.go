// Package crs converts coordinates between the reference systems that Vietnamese
// files use: WGS 84, VN-2000 geographic, the VN-2000 TM-3 zones and UTM zones,
// and Web Mercator; and it reads coordinates in the forms that people type.
//
// # Order of axes
//
// Every x is an easting or a longitude and every y a northing or a latitude,
// whatever order EPSG gives to the axes. LatitudeFirst tells that order to those
// who must follow it. Vietnamese sheets call the northing X and the easting Y:
// DecideAxes tells the two apart by their magnitude and says what it decided.
//
// # Method
//
// VN-2000 and WGS 84 share an ellipsoid and differ by the seven parameters of
// decision 05/2007/QĐ-BTNMT, which EPSG:6960 holds as a coordinate frame rotation
// between two-dimensional systems (method 9607). As that method prescribes, the
// rotation matrix is the linear one, and its reverse is the transpose. Second
// order terms would be 3e-8 m. Heights are taken as 0 before the datum step and
// dropped after it. The dropped height (up to 40 m) makes a position that goes
// to the other datum and back return up to 1.5 mm from where it began; PROJ does
// the same. Positions that stay on VN-2000, from zone to zone, skip the step.
//
// Transverse Mercator is Krüger's series to the sixth order in the third
// flattening, in the form of Karney, "Transverse Mercator with an accuracy of a
// few nanometers", J. Geodesy 85, 2011.
//
// The result is within 1e-8 m of PROJ's explicit pipeline over all Vietnam in
// every zone; the parameters themselves are worth about 1 m (EPSG:6960).
package crs
