/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Profiles of vendors: numbers only. What no source says is named by "inferred".
 */

#include "ns3/component-row.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/// Class by DSCP of the RoCE blueprints of Cisco: data (26), CNPs (48), all else.
const char* const CISCO_MAP = "26:3/48:7/*:0";
/// DSCP_TO_TC_MAP of SONiC's template.
const char* const SONIC_MAP = "3:3/4:4/5:2/8:0/46:5/48:6/*:1";

const RegisterComponentRows g_qosRows{
    {"cisco-100g",
     "ns3::aifabric::DefaultQos",
     "Cisco's AI/ML blueprint for Nexus 9000 at 100 Gb/s (kbytes taken as 1000 bytes)",
     {{"class-map", CISCO_MAP},
      {"no-drop", "3"},
      {"strict", "7"},
      {"weights", "0:50/3:50"},
      {"wred", "3:150KB:3000KB:7:0"},
      {"mark-at-dequeue", "true"},
      {"inferred", "mark-at-dequeue"}}},
    {"cisco-400g",
     "ns3::aifabric::DefaultQos",
     "Cisco's AI QoS template for Nexus 9000 at 400 Gb/s, as scripts of others have it",
     {{"class-map", CISCO_MAP},
      {"no-drop", "3"},
      {"strict", "7"},
      {"weights", "0:50/3:50"},
      {"wred", "3:950KB:3000KB:7:0"},
      {"mark-at-dequeue", "true"},
      {"inferred", "mark-at-dequeue"}}},
    {"cumulus",
     "ns3::aifabric::DefaultQos",
     "NVIDIA Cumulus Linux, RoCE in lossless mode: ECN thresholds of 146.48 KiB and 1.43 MiB",
     {{"class-map", "26:3/48:6/*:0"},
      {"no-drop", "3"},
      {"strict", "6"},
      {"weights", "0:50/3:50"},
      {"wred", "3:150KB:1500KB:100:0"},
      {"mark-at-dequeue", "true"},
      {"inferred", "class-map/mark-at-dequeue"}}},
    {"arista",
     "ns3::aifabric::DefaultQos",
     "Arista EOS: ECN thresholds of 500 and 1500 KB, 20 %",
     {{"class-map", "26:3/48:6/*:0"},
      {"no-drop", "3"},
      {"strict", "6"},
      {"weights", "0:50/3:50"},
      {"wred", "3:500KB:1500KB:20:0"},
      {"mark-at-dequeue", "true"},
      {"inferred", "class-map/no-drop/strict/weights/mark-at-dequeue"}}},
    {"sonic",
     "ns3::aifabric::DefaultQos",
     "SONiC's template: classes 3 and 4 are lossless, by DSCP 3 and 4; RoCE with DSCP 26 is not",
     {{"class-map", SONIC_MAP},
      {"no-drop", "3/4"},
      {"strict", ""},
      {"weights", "0:14/1:14/2:14/3:15/4:15/5:14/6:14"},
      {"wred", "3:1MiB:2MiB:5:0/4:1MiB:2MiB:5:0"},
      {"mark-at-dequeue", "true"},
      {"inferred", "mark-at-dequeue"}}},
};

} // namespace

} // namespace aifabric
} // namespace ns3
