/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "balanced-coloring.h"

#include <unordered_map>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr uint32_t NONE = UINT32_MAX;

/// One side of the graph, each of its vertices cut into parts of as many edges as colours.
class Side
{
  public:
    explicit Side(uint32_t colors)
        : m_colors(colors)
    {
    }

    /// Add the next edge of a vertex; the part that it belongs to.
    uint32_t Add(uint32_t vertex)
    {
        Open& open = m_open[vertex];
        if (open.left == 0)
        {
            open.part = static_cast<uint32_t>(m_edges.size()) / m_colors;
            open.left = m_colors;
            m_edges.resize(m_edges.size() + m_colors, NONE);
        }
        open.left--;
        return open.part;
    }

    /// The edge of a colour at a part, or NONE.
    uint32_t& At(uint32_t part, uint32_t color)
    {
        return m_edges[uint64_t{part} * m_colors + color];
    }

    /// The lowest colour that no edge at a part has.
    uint32_t FindFree(uint32_t part)
    {
        uint32_t color = 0;
        while (At(part, color) != NONE)
        {
            color++;
        }
        return color;
    }

  private:
    /// The part of a vertex that takes its next edges.
    struct Open
    {
        uint32_t part{0};
        uint32_t left{0};
    };

    uint32_t m_colors;
    std::unordered_map<uint32_t, Open> m_open; ///< by vertex
    std::vector<uint32_t> m_edges;             ///< by part and colour
};

} // namespace

std::vector<uint32_t>
ColorBalanced(const std::vector<std::pair<uint32_t, uint32_t>>& edges, uint32_t colors)
{
    Side sides[2]{Side(colors), Side(colors)};
    std::vector<uint32_t> ends[2];
    for (const auto& edge : edges)
    {
        ends[0].push_back(sides[0].Add(edge.first));
        ends[1].push_back(sides[1].Add(edge.second));
    }
    std::vector<uint32_t> result(edges.size(), NONE);
    std::vector<uint32_t> path;
    for (uint32_t edge = 0; edge < edges.size(); edge++)
    {
        const uint32_t left = ends[0][edge];
        const uint32_t right = ends[1][edge];
        const uint32_t color = sides[0].FindFree(left);
        const uint32_t other = sides[1].FindFree(right);
        // Swap both colours along the path that begins at the right end with the first of them. It
        // does not come to the left end, where that colour is free.
        path.clear();
        uint32_t side = 1;
        uint32_t next = color == other ? NONE : sides[1].At(right, color);
        for (uint32_t want = other; next != NONE; want = color + other - want)
        {
            path.push_back(next);
            side = 1 - side;
            next = sides[side].At(ends[side][next], want);
        }
        for (const uint32_t swapped : path)
        {
            sides[0].At(ends[0][swapped], result[swapped]) = NONE;
            sides[1].At(ends[1][swapped], result[swapped]) = NONE;
        }
        for (const uint32_t swapped : path)
        {
            result[swapped] = color + other - result[swapped];
            sides[0].At(ends[0][swapped], result[swapped]) = swapped;
            sides[1].At(ends[1][swapped], result[swapped]) = swapped;
        }
        result[edge] = color;
        sides[0].At(left, color) = edge;
        sides[1].At(right, color) = edge;
    }
    return result;
}

} // namespace aifabric
} // namespace ns3
