package registry

// Kind names one sort of record, as the command line and the HTTP paths do.
type Kind string

// The kinds of record.
const (
	Operators   Kind = "operators"
	Units       Kind = "units"
	Successions Kind = "successions"
	Sites       Kind = "sites"
	Stations    Kind = "stations"
	Sectors     Kind = "sectors"
	Postal      Kind = "postal"
	Radio       Kind = "radio"
	Clusters    Kind = "clusters"
	Settlements Kind = "settlements"
	Zones       Kind = "zones"
	Indicators  Kind = "indicators"
)

// Kinds lists every kind, referred-to kinds before those that refer to them.
func Kinds() []Kind {
	return []Kind{
		Operators, Units, Successions, Sites, Stations, Sectors,
		Postal, Radio, Clusters, Settlements, Zones, Indicators,
	}
}

// The kinds of change that are not about records: they stand in the history and
// have no Schema.
const (
	SettingChanges Kind = "settings" // RecordID is the setting's name
	RasterChanges  Kind = "rasters"  // RecordID is the raster's name
)
