package main

import (
	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/planning"
)

// mastFlags is what the command line says about the mast of a new mobile site.
type mastFlags struct {
	technology, operator, band, terrain string
	height, eirp, reachM                float64
	azimuths                            []float64
	changed                             func(name string) bool
}

// mastNames are the flags of a mast.
func mastNames() []string {
	return []string{"technology", "operator", "height", "band", "eirp", "azimuths", "reach-m", "terrain"}
}

func (f *mastFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&f.technology, "technology", planning.DefaultTechnology, "công nghệ tính vùng phủ: 2G, 3G, 4G, 5G / technology that is to cover")
	flags.StringVar(&f.operator, "operator", "", "doanh nghiệp được tính vùng phủ; không nêu: ai phủ cũng tính / whose coverage counts, anybody's when not given")
	flags.Float64Var(&f.height, "height", planning.DefaultMastHeightM, "độ cao anten của vị trí mới, m / antenna height of a new site, m")
	flags.StringVar(&f.band, "band", "", "băng tần, như 1800; không nêu: giả định của sổ / band, assumed when not given")
	flags.Float64Var(&f.eirp, "eirp", 0, "EIRP của sóng mang, dBm; 0: giả định của sổ / EIRP, assumed when 0")
	flags.Float64SliceVar(&f.azimuths, "azimuths", nil, "hướng các sector, độ; không nêu: phát đều mọi hướng / azimuths of sectors")
	flags.Float64Var(&f.reachM, "reach-m", 0, "tính vùng phủ đến bao nhiêu mét; 0: như hatang coverage compute / how far footprints are computed")
	flags.StringVar(&f.terrain, "terrain", "auto", "auto: địa hình đã nạp; none: không dùng / terrain")
	f.changed = flags.Changed
}

// mast is what a new site has; none where the question is about discs.
func (f *mastFlags) mast(radiusM float64) (*planning.Mast, error) {
	said := false
	for _, name := range mastNames() {
		said = said || f.changed(name)
	}
	if radiusM != 0 && !said {
		return nil, nil
	}
	if f.terrain != "auto" && f.terrain != "none" {
		return nil, registry.Errorf(registry.Invalid, "--terrain %q: chọn auto hoặc none", "--terrain %q: choose auto or none", f.terrain)
	}
	return &planning.Mast{
		Technology: f.technology, Operator: f.operator, HeightM: f.height, Band: f.band, EIRPDBm: f.eirp, AzimuthsDeg: f.azimuths,
		ReachM: f.reachM, Flat: f.terrain == "none",
	}, nil
}

func radiusHelp(network indicators.Network) string {
	switch network {
	case indicators.BTSNetwork:
		return "vị trí mới phủ hình tròn bán kính này, mét, thay vì tính vùng phủ / new sites cover discs instead of computed footprints"
	case indicators.RadioNetwork:
		return "bán kính của cụm loa mới, mét; mặc định theo loa / radius of a new cluster, by its loudspeaker when not given"
	}
	return "bán kính trong tầm, mét; mặc định 3000 / reach in metres, 3000 when not given"
}
