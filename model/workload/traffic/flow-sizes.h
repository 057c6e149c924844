/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_SIZES_H
#define FLOW_SIZES_H

#include "ns3/fabric-random.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A distribution of the sizes of flows: points of its cumulative distribution function, between
 * which it is linear, as traffic generators of the field take them.
 *
 * Those that have names are published ones, as the points that the traffic generators of HPCC
 * (Alibaba) and of the HKUST SING lab hold of them:
 * - web-search: M. Alizadeh et al., "Data Center TCP (DCTCP)", SIGCOMM 2010
 * - data-mining: A. Greenberg et al., "VL2: A Scalable and Flexible Data Center Network", SIGCOMM
 *   2009
 * - hadoop: A. Roy et al., "Inside the Social Network's (Datacenter) Network", SIGCOMM 2015
 * - storage: Y. Li et al., "HPCC: High Precision Congestion Control", SIGCOMM 2019
 */
class FlowSizes
{
  public:
    /** A point of the function. */
    struct Point
    {
        double bytes; ///< size of a flow
        double share; ///< of flows that are not larger, 0 to 1
    };

    /** A distribution that has a name. */
    struct Row
    {
        std::string name;          ///< as attributes take it
        std::vector<Point> points; ///< sizes rise, the last share is 1
    };

    /** @return those that have names. */
    static const std::vector<Row>& GetTable();

    /**
     * @param name of a distribution
     * @return the distribution
     * @throws ConfigError if there is none of this name
     */
    static FlowSizes Find(const std::string& name);

    /**
     * Read a distribution from a file: a line for each point, its size in bytes and the share of
     * flows that are not larger; shares rise to 1, or to 100 where they are percent. What follows a
     * # is a comment.
     * @param path of the file
     * @return the distribution
     * @throws ConfigError that names file and line
     */
    static FlowSizes Read(const std::string& path);

    /** @param points sizes rise, the last share is 1 */
    explicit FlowSizes(std::vector<Point> points);

    /** @return the mean size, bytes. */
    double GetMean() const;

    /** @return the largest size, bytes. */
    double GetLargest() const
    {
        return m_points.back().bytes;
    }

    /**
     * Draw a size.
     * @param random a stream
     * @return bytes, at least 1
     */
    uint64_t Draw(FabricRandom& random) const;

  private:
    std::vector<Point> m_points;
};

} // namespace aifabric
} // namespace ns3

#endif // FLOW_SIZES_H
