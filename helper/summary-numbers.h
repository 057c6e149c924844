/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SUMMARY_NUMBERS_H
#define SUMMARY_NUMBERS_H

#include <cmath>
#include <cstddef>
#include <iomanip>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Write a number for people.
 * @param value the number
 * @param digits behind the point
 * @return the text
 */
inline std::string
WriteFixed(double value, int digits)
{
    std::ostringstream os;
    os << std::fixed << std::setprecision(digits) << value;
    return os.str();
}

/**
 * @ingroup ai-fabric
 *
 * @param sorted values in ascending order, at least one
 * @param q quantile, 0 to 1
 * @return the nearest-rank quantile
 */
inline double
GetQuantile(const std::vector<double>& sorted, double q)
{
    const auto rank = static_cast<size_t>(std::ceil(q * static_cast<double>(sorted.size())));
    return sorted[rank == 0 ? 0 : rank - 1];
}

} // namespace aifabric
} // namespace ns3

#endif // SUMMARY_NUMBERS_H
