package budget

// Defaults are link budgets for the technologies in use in Vietnam, to be
// edited. Sensitivities follow from 3GPP's receiver tests; body, car and building
// losses, fading and the levels asked for are common planning values, [M].
func Defaults() []Technology {
	return []Technology{gsm(), umts(), lte(), nr(), fm()}
}

// usualBuilding is the entry loss of a light building, [M]: P.2109 for
// traditional buildings has its median at 14.2 dB for 900 MHz and 15.0 dB for
// 2 GHz.
func usualBuilding() Entry { return Entry{MeanDB: 14, SigmaDB: 6} }

func gsm() Technology {
	return Technology{
		Name: "2G", Quantity: "RxLev", Unit: UnitDBm,
		Required:   -102, // 3GPP TS 45.005 §6.2, handheld at 900 and 1800 MHz
		BodyLossDB: 3, CarLossDB: 8, Building: usualBuilding(), FadingSigmaDB: 7,
		Uplink: &Uplink{
			UserPowerDBm:    33,   // class 4 at 900 MHz, TS 45.005 §4.1.1
			SensitivityDBm:  -110, // TS 45.005 §6.2 asks for -104; [M]
			DiversityGainDB: 3, InterferenceDB: 1,
		},
		Source: "3GPP TS 45.005 §4.1.1, §6.2; losses and fading [M]",
	}
}

func umts() Technology {
	return Technology{
		Name: "3G", Quantity: "RSCP", Unit: UnitDBm,
		Share:      Share{OffsetDB: -10}, // common pilot of a tenth of the power [M]
		Required:   -110,                 // cell edge for speech [M]
		BodyLossDB: 3, CarLossDB: 8, Building: usualBuilding(), FadingSigmaDB: 7,
		Uplink: &Uplink{
			UserPowerDBm:    24,   // class 3, 3GPP TS 25.101 §6.2.1
			SensitivityDBm:  -121, // 12.2 kbit/s, TS 25.104 §7.2.1
			DiversityGainDB: 3, InterferenceDB: 3,
		},
		Source: "3GPP TS 25.101 §6.2.1, TS 25.104 §7.2.1; pilot, losses and fading [M]",
	}
}

func lte() Technology {
	return Technology{
		Name: "4G", Quantity: "RSRP", Unit: UnitDBm,
		Share:      Share{ResourceBlocks: 50}, // 10 MHz
		Required:   -115,                      // cell edge for data [M]
		BodyLossDB: 1, CarLossDB: 8, Building: usualBuilding(), FadingSigmaDB: 8,
		Uplink: &Uplink{
			UserPowerDBm:    23,     // class 3, 3GPP TS 36.101 §6.2.2
			SensitivityDBm:  -120.9, // two resource blocks at -5 dB, noise figure 2.5 dB [M]
			DiversityGainDB: 3, InterferenceDB: 2,
		},
		Source: "3GPP TS 36.101 §6.2.2; cell edge, losses and fading [M]",
	}
}

func nr() Technology {
	return Technology{
		Name: "5G", Quantity: "SS-RSRP", Unit: UnitDBm,
		Share: Share{
			ResourceBlocks: 273, // 100 MHz at 30 kHz, 3GPP TS 38.101-1 table 5.3.2-1
		},
		Required:   -115, // cell edge for data [M]
		BodyLossDB: 1, CarLossDB: 10, Building: Entry{MeanDB: 17, SigmaDB: 6.5}, FadingSigmaDB: 8,
		Uplink: &Uplink{
			UserPowerDBm:    26,     // class 2 at 3.5 GHz, TS 38.101-1 §6.2.1
			SensitivityDBm:  -117.9, // two resource blocks at -5 dB, noise figure 2.5 dB [M]
			DiversityGainDB: 6, InterferenceDB: 1,
		},
		Source: "3GPP TS 38.101-1 §5.3.2, §6.2.1; cell edge, losses and fading [M]",
	}
}

// fm is mono reception in the country. The field of Recommendation ITU-R BS.412
// already stands for rooftop antennas at 10 m, and its fading for half the
// places.
func fm() Technology {
	return Technology{
		Name: "FM", Quantity: "E", Unit: UnitDBuV,
		Required:      48, // mono, rural, BS.412 table 1
		CarLossDB:     0,
		Building:      Entry{MeanDB: 12, SigmaDB: 6}, // [M]
		FadingSigmaDB: 8.3,                           // P.1546 at 98 MHz, broadcasting, analogue [M]
		Source:        "Recommendation ITU-R BS.412; building entry and fading [M]",
	}
}
