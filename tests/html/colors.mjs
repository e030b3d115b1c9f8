// SPDX-License-Identifier: GPL-2.0-or-later
// How colours look, also to who does not see all of them.

/* What is left of a colour for who has no cones for red (protan) or green
   (deutan): Machado, Oliveira, Fernandes, 2009, for linear light. */
export const SIGHTS = {
   all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
   protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998]],
   deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881]],
};

/* CIELAB, in which a distance is how different colours look. */
export function labOf(hex, sight) {
   const light = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
   const [r, g, b] = SIGHTS[sight].map((row) => Math.min(Math.max(
      row.reduce((sum, part, i) => sum + part * light[i], 0), 0), 1));
   const f = (t) => t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
   const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
   const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
   const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);

   return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
