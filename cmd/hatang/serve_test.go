package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// sharedBuffer takes what a running program writes.
type sharedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *sharedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *sharedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// serving runs hatang serve on the registry until stop is called, which gives
// its exit code.
func serving(t *testing.T, db string) (address string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	said := new(sharedBuffer)
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"serve", "--db", db, "--addr", "127.0.0.1:0"}, strings.NewReader(""), io.Discard, said)
	}()
	announced := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	for begun := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if address = announced.FindString(said.String()); address != "" {
			break
		}
		select {
		case code := <-done:
			t.Fatalf("serve ended with %d:\n%s", code, said)
		default:
		}
		if time.Since(begun) > time.Minute {
			t.Fatalf("serve did not say where it is:\n%s", said)
		}
	}
	if !strings.Contains(said.String(), "chưa có tài khoản") {
		t.Errorf("serve does not say that there are no accounts:\n%s", said)
	}
	return address, func() int {
		cancel()
		return <-done
	}
}

// served are the figures that the test follows.
type servedFigures struct {
	Official struct {
		N        int     `json:"n"`
		RadiusKM float64 `json:"radius_circle_km"`
	} `json:"official"`
}

func getJSON(t *testing.T, address string, into any) http.Header {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s answered %d: %s", address, r.StatusCode, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return r.Header
}

// The demonstration serves 129 postal points; after one is retired through the
// API, 128, with the radius that follows.
func TestServeFollowsARetiredPoint(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "demo.gpkg")
	if code := run(t.Context(), []string{"demo", "--db", db}, strings.NewReader(""), io.Discard, io.Discard); code != exitDone {
		t.Fatalf("demo ended with %d", code)
	}
	address, stop := serving(t, db)
	var figures servedFigures
	figuresAt := address + "/api/v1/served/postal"
	getJSON(t, figuresAt, &figures)
	if figures.Official.N != 129 || fmt.Sprintf("%.3f", figures.Official.RadiusKM) != "4.886" {
		t.Errorf("before: %+v", figures.Official)
	}
	var list struct {
		Items []struct {
			ID       string `json:"id"`
			Revision int64  `json:"revision"`
		} `json:"items"`
		Total int `json:"total"`
	}
	getJSON(t, address+"/api/v1/postal?as_of=2020-12-31&limit=1", &list)
	if list.Total != 129 || len(list.Items) != 1 {
		t.Fatalf("%d postal points are listed", list.Total)
	}
	point := list.Items[0]
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/api/v1/postal/"+point.ID+"/retire", strings.NewReader(`{"on":"2021-01-01","reason":"đóng cửa"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("If-Match", fmt.Sprintf(`"%d"`, point.Revision))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("retiring answered %d: %s", answer.StatusCode, body)
	}
	getJSON(t, figuresAt, &figures)
	if figures.Official.N != 128 || fmt.Sprintf("%.3f", figures.Official.RadiusKM) != "4.905" {
		t.Errorf("after: %+v", figures.Official)
	}
	if code := stop(); code != exitDone {
		t.Errorf("serve ended with %d", code)
	}
}

// Every spatial question is answered on the demonstration.
func TestServePlaces(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "demo.gpkg")
	if code := run(t.Context(), []string{"demo", "--db", db}, strings.NewReader(""), io.Discard, io.Discard); code != exitDone {
		t.Fatalf("demo ended with %d", code)
	}
	address, stop := serving(t, db)
	var at struct {
		Commune *struct {
			Code string `json:"code"`
		} `json:"commune"`
		Postal *struct {
			DistanceM float64 `json:"distance_m"`
		} `json:"postal"`
	}
	getJSON(t, address+"/api/v1/at?lon=108.0&lat=14.35&as_of=2020-12-31", &at)
	if at.Commune == nil || at.Commune.Code == "" || at.Postal == nil || at.Postal.DistanceM <= 0 {
		t.Errorf("at the middle of Kon Tum: %+v", at)
	}
	var found struct {
		Count int `json:"count"`
		Total int `json:"total"`
	}
	getJSON(t, address+"/api/v1/nearest?kind=stations&lon=108&lat=14.35&k=10&as_of=2020-12-31", &found)
	if found.Count != 10 {
		t.Errorf("%d of the ten nearest stations", found.Count)
	}
	getJSON(t, address+"/api/v1/within?kind=stations&lon=108&lat=14.35&radius_m=200000&as_of=2020-12-31", &found)
	if found.Total != 935 {
		t.Errorf("%d stations within 200 km", found.Total)
	}
	getJSON(t, address+"/api/v1/stations?unit=62&as_of=2020-12-31&limit=1", &found)
	if found.Total != 935 {
		t.Errorf("%d stations in the province", found.Total)
	}
	if code := stop(); code != exitDone {
		t.Errorf("serve ended with %d", code)
	}
}

func TestServeRefuses(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "none.gpkg")
	for _, args := range [][]string{
		{"--addr", "0.0.0.0:8080"}, {"--addr", ":8080"}, {"--addr", "example.com:80"}, {"--addr", "8080"}, {"--addr", "127.0.0.1:0"}, {"extra"},
	} {
		said := new(sharedBuffer)
		if code := run(t.Context(), append([]string{"serve", "--db", missing}, args...), strings.NewReader(""), io.Discard, said); code == exitDone {
			t.Errorf("serve %v ended with %d: %s", args, code, said)
		}
		if args[0] == "--addr" && strings.HasPrefix(args[1], "0.") && !strings.Contains(said.String(), "tài khoản") {
			t.Errorf("the refusal does not speak of accounts: %s", said)
		}
	}
}
