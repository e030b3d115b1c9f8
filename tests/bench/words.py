# SPDX-License-Identifier: GPL-2.0-or-later
"""Benchmark: words are counted, sorted and put together again, in Python."""

import json
import sys


class Word:
    def __init__(self, text):
        self.text = text
        self.places = []


def words(n):
    state = 1
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        yield "word%d" % ((state >> 8) % 5000)


def main():
    known = {}
    for place, text in enumerate(words(int(sys.argv[1]))):
        known.setdefault(text, Word(text)).places.append(place)
    order = sorted(known.values(), key=lambda word: (-len(word.places),
                                                     word.text))
    text = json.dumps({word.text: word.places for word in order})
    again = json.loads(text)
    print(len(order), len(text), sum(len(value) for value in again.values()))


main()
