package coverage

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/coverage"
)

// source is a field of which an answer states the value.
type source struct {
	kind  registry.Kind
	field string
}

// What answers state of antennas, each with the fields out of which the engine
// takes it: where a sector does not say, its station or its mast does.
func heightSources() []source {
	return []source{{registry.Sectors, "height_m"}, {registry.Stations, "antenna_height_m"}, {registry.Sites, "height_m"}, {registry.Sites, "building_height_m"}}
}

func powerSources() []source {
	return []source{{registry.Sectors, "eirp_dbm"}, {registry.Stations, "power_w"}, {registry.Sites, "power_w"}}
}

func frequencySources() []source {
	return []source{{registry.Sectors, "frequency_mhz"}, {registry.Sectors, "band"}}
}

func azimuthSources() []source {
	return []source{{registry.Sectors, "azimuth_deg"}, {registry.Sectors, "beamwidth_deg"}}
}

// hidden tells whether the caller does not see one of the fields, of some records
// at least: an answer is about the antennas of several operators.
func hidden(c *gin.Context, sources []source) bool {
	who := auth.Current(c)
	return slices.ContainsFunc(sources, func(s source) bool { return who.Sight(s.kind).Hides(s.field) })
}

// cleared is who serves a place, without what the caller does not see of the
// station.
func cleared(c *gin.Context, here *coverage.Here) *coverage.Here {
	height, power, frequency := hidden(c, heightSources()), hidden(c, powerSources()), hidden(c, frequencySources())
	if !height && !power && !frequency {
		return here
	}
	shown := *here
	shown.Networks = slices.Clone(here.Networks)
	for i := range shown.Networks {
		if shown.Networks[i].Serving == nil {
			continue
		}
		serving := *shown.Networks[i].Serving
		if height {
			serving.HeightM = 0
		}
		if power {
			serving.EIRPDBm = 0
		}
		if frequency {
			serving.FrequencyMHz = 0
		}
		// What is assumed for want of a value tells which are on record.
		serving.Assumed = slices.DeleteFunc(slices.Clone(serving.Assumed), func(name string) bool {
			return height && name == "height_m" || power && name == "eirp_dbm" || frequency && name == "frequency_mhz"
		})
		shown.Networks[i].Serving = &serving
	}
	return &shown
}

// allowEMF refuses the exposure around a mast to whoever does not see all of what
// it is worked out of: from the distances the powers could be told.
func allowEMF(c *gin.Context) error {
	if !hidden(c, slices.Concat(heightSources(), powerSources(), frequencySources(), azimuthSources())) {
		return nil
	}
	return handlers.Refuse(http.StatusForbidden, "tỉnh không công khai độ cao, công suất, hướng hoặc tần số của anten, nên không cho xem giới hạn phơi nhiễm tính từ đó",
		"the province does not show everybody the heights, powers, directions or frequencies of antennas, and so not the exposure worked out of them")
}
