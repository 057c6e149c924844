/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-sizes.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/text-file.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

namespace ns3
{
namespace aifabric
{

const std::vector<FlowSizes::Row>&
FlowSizes::GetTable()
{
    // clang-format off
    static const std::vector<Row> table{
        {"web-search",
         {{0, 0}, {10000, .15}, {20000, .2}, {30000, .3}, {50000, .4}, {80000, .53}, {200000, .6},
          {1000000, .7}, {2000000, .8}, {5000000, .9}, {10000000, .97}, {30000000, 1}}},
        {"data-mining",
         {{0, 0}, {180, .1}, {216, .2}, {560, .3}, {900, .4}, {1100, .5}, {1870, .6}, {3160, .7},
          {10000, .8}, {400000, .9}, {3160000, .95}, {100000000, .98}, {1000000000, 1}}},
        {"hadoop",
         {{0, 0}, {100, .01}, {200, .02}, {300, .05}, {350, .15}, {400, .2}, {500, .3}, {600, .4},
          {700, .5}, {1000, .6}, {2000, .67}, {7000, .7}, {30000, .72}, {50000, .82}, {80000, .87},
          {120000, .9}, {300000, .95}, {1000000, .975}, {2000000, .99}, {10000000, 1}}},
        {"storage",
         {{0, 0}, {4000, .2293}, {8000, .6921}, {16000, .8061}, {32000, .9047}, {64000, .9353},
          {128000, .9677}, {256000, .9753}, {2000000, 1}}},
    };
    // clang-format on
    return table;
}

FlowSizes
FlowSizes::Find(const std::string& name)
{
    std::vector<std::string> names;
    for (const Row& row : GetTable())
    {
        if (NormalizeName(row.name) == NormalizeName(name))
        {
            return FlowSizes(row.points);
        }
        names.push_back(row.name);
    }
    throw ConfigError("unknown distribution '" + name + "'" + SuggestName(name, names));
}

FlowSizes
FlowSizes::Read(const std::string& path)
{
    std::vector<Point> points;
    size_t number = 0;
    for (const std::string& line : ReadTextLines(path))
    {
        number++;
        const auto refuse = [&](const std::string& problem) {
            throw ConfigError(path + ", line " + std::to_string(number) + ": " + problem);
        };
        std::istringstream stream(line.substr(0, line.find('#')));
        std::vector<std::string> words;
        for (std::string word; stream >> word;)
        {
            words.push_back(word.substr(0, 40));
        }
        if (words.empty())
        {
            continue;
        }
        if (words.size() != 2)
        {
            refuse("a point has a size in bytes and the share of flows up to it: 10000 0.15");
        }
        Point point{};
        try
        {
            point = {ParseNumber(words[0]), ParseNumber(words[1])};
        }
        catch (const ConfigError& error)
        {
            refuse(error.what());
        }
        constexpr double MOST = 4294967295.0; // of an RDMA message
        if (point.bytes < 0 || point.bytes > MOST || point.share < 0 || point.share > 100)
        {
            refuse("a size is 0 to 4294967295 bytes, and a share 0 to 1, or to 100 percent");
        }
        if (!points.empty() &&
            (point.bytes <= points.back().bytes || point.share < points.back().share))
        {
            refuse("sizes rise from line to line, and shares do not fall");
        }
        points.push_back(point);
    }
    const double last = points.empty() ? 0 : points.back().share;
    if ((last != 1 && last != 100) || points.back().bytes < 1)
    {
        throw ConfigError(path + ": the last line must have a share of 1, or 100 percent, and a "
                                 "size of a byte at least");
    }
    for (Point& point : points)
    {
        point.share /= last;
    }
    return FlowSizes(std::move(points));
}

FlowSizes::FlowSizes(std::vector<Point> points)
    : m_points(std::move(points))
{
}

double
FlowSizes::GetMean() const
{
    // What has a share at the first point is of its size.
    double mean = m_points.front().share * m_points.front().bytes;
    for (size_t i = 1; i < m_points.size(); i++)
    {
        mean += (m_points[i].share - m_points[i - 1].share) *
                (m_points[i].bytes + m_points[i - 1].bytes) / 2;
    }
    return mean;
}

uint64_t
FlowSizes::Draw(FabricRandom& random) const
{
    const double share = random.Uniform();
    const auto above =
        std::upper_bound(m_points.begin(), m_points.end(), share, [](double value, const Point& p) {
            return value < p.share;
        });
    double bytes = above->bytes;
    if (above != m_points.begin())
    {
        const Point& below = *(above - 1);
        bytes = below.bytes +
                (share - below.share) / (above->share - below.share) * (above->bytes - below.bytes);
    }
    return std::max<uint64_t>(1, static_cast<uint64_t>(std::llround(bytes)));
}

} // namespace aifabric
} // namespace ns3
