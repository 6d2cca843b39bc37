// Reads a log as c2sp.org/tlog-tiles by Go's own implementation of it, the one of the checksum database:
//
//	tlog URL KEY INDEX LEAF
//
// Checks the checkpoint's signature by KEY, computes the root from all leaves and from the tiles, and checks that the
// leaf at INDEX is LEAF, in hexadecimal, and is included.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

var client = http.Client{Timeout: 10 * time.Second}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: tlog URL KEY INDEX LEAF")
		os.Exit(64)
	}
	tree, err := check(strings.TrimRight(os.Args[1], "/"), os.Args[2], os.Args[3], os.Args[4])
	if err != nil {
		fmt.Println("fails:", err)
		os.Exit(1)
	}
	fmt.Printf("holds: %d leaves, root %s\n", tree.N, tree.Hash)
}

func check(url, key, at, leaf string) (tlog.Tree, error) {
	tree, err := checkpoint(url, key)
	if err != nil {
		return tree, err
	}
	index, err := strconv.ParseInt(at, 10, 64)
	if err != nil || index < 0 || index >= tree.N {
		return tree, fmt.Errorf("there is no leaf %s among %d", at, tree.N)
	}
	leaves, err := entries(url, tree.N)
	if err != nil {
		return tree, err
	}
	if err := fromLeaves(tree, leaves); err != nil {
		return tree, err
	}
	if hex.EncodeToString(leaves[index]) != leaf {
		return tree, fmt.Errorf("leaf %d is another: %x", index, leaves[index])
	}
	return tree, fromTiles(url, tree, index, leaves[index])
}

func checkpoint(url, key string) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tree, err
	}
	signed, err := get(url + "/checkpoint")
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("checkpoint of another log: %q", opened.Text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// Leaves, each after its length in two bytes.
func entries(url string, size int64) ([][]byte, error) {
	var leaves [][]byte
	for n := int64(0); n*width < size; n++ {
		tile := tlog.Tile{H: height, L: -1, N: n, W: int(min(width, size-n*width))}
		bundle, err := get(url + "/" + path(tile))
		if err != nil {
			return nil, err
		}
		for in := bytes.NewReader(bundle); in.Len() > 0; {
			var length uint16
			if err := binary.Read(in, binary.BigEndian, &length); err != nil {
				return nil, err
			}
			leaf := make([]byte, length)
			if _, err := io.ReadFull(in, leaf); err != nil {
				return nil, err
			}
			leaves = append(leaves, leaf)
		}
	}
	if int64(len(leaves)) != size {
		return nil, fmt.Errorf("%d leaves are served, the checkpoint says %d", len(leaves), size)
	}
	return leaves, nil
}

func fromLeaves(tree tlog.Tree, leaves [][]byte) error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for i, leaf := range leaves {
		more, err := tlog.StoredHashes(int64(i), leaf, reader)
		if err != nil {
			return err
		}
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(tree.N, reader)
	if err == nil && root != tree.Hash {
		err = errors.New("the root of the leaves is " + root.String() + ", signed is " + tree.Hash.String())
	}
	return err
}

func fromTiles(url string, tree tlog.Tree, index int64, leaf []byte) error {
	reader := tlog.TileHashReader(tree, tiles(url))
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return errors.New("the root of the tiles is " + root.String() + ", signed is " + tree.Hash.String())
	}
	proof, err := tlog.ProveRecord(tree.N, index, reader)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf))
}

type tiles string

func (tiles) Height() int { return height }

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (url tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		data, err := get(string(url) + "/" + path(tile))
		if err != nil {
			return nil, err
		}
		read = append(read, data)
	}
	return read, nil
}

// The checksum database's paths name the height, and its data differently.
func path(tile tlog.Tile) string {
	return strings.Replace(strings.Replace(tile.Path(), "tile/8/", "tile/", 1), "tile/data/", "tile/entries/", 1)
}

func get(url string) ([]byte, error) {
	answer, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, answer.Status)
	}
	return io.ReadAll(answer.Body)
}
