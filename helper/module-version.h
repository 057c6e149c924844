/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MODULE_VERSION_H
#define MODULE_VERSION_H

namespace ns3
{
namespace aifabric
{

/** Version of this module, as stored with every run; CHANGES.md and CITATION.cff have it too. */
inline constexpr const char* MODULE_VERSION = "0.2.0";

} // namespace aifabric
} // namespace ns3

#endif // MODULE_VERSION_H
