/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Switch models that are numbers only.
 */

#include "ns3/component-row.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/// Round numbers of no vendor, to see what buffers do.
const RegisterComponentRows g_genericRows{
    {"generic-shallow",
     "ns3::aifabric::GenericSwitchPreset",
     "a switch of no vendor whose ports share 4 MB by dynamic thresholds",
     {{"shared-buffer", "4MB"}, {"alpha", "1"}}},
    {"generic-deep",
     "ns3::aifabric::GenericSwitchPreset",
     "a switch of no vendor with 100 MB behind every port",
     {{"buffer-per-port", "100MB"}}},
};

} // namespace

} // namespace aifabric
} // namespace ns3
