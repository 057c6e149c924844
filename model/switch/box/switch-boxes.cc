/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The table of boxes.
 */

#include "switch-boxes.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/// Time of a hop: what the two hops more in the figures of MRC (arXiv 2605.04333) take, cables off.
const char* const HOP = "650ns";

/// A box with an ASIC of Cisco's Cloud Scale. Level 9 of queue-limit holds by default: 14.
SwitchBox
CloudScale(const SwitchBox& box)
{
    SwitchBox made = box;
    made.breakout = 4;
    made.cellBytes = 208;
    made.alphaRow = "cloud-scale";
    made.alpha = "14";
    made.latency = HOP;
    made.inferred += " cell alpha latency";
    return made;
}

/// A box whose memory is one, or whose levels of alpha are not known: level 10 of the generic row.
SwitchBox
Others(uint32_t breakout, uint32_t cellBytes, const SwitchBox& box)
{
    SwitchBox made = box;
    made.breakout = breakout;
    made.cellBytes = cellBytes;
    made.alphaRow = "generic";
    made.alpha = "8";
    made.latency = HOP;
    made.inferred += " cell alpha latency";
    return made;
}

/// Switches of a paper: one pool that counts bytes, and no time in the switch itself.
SwitchBox
Paper(const std::string& alpha, const ParameterList& more, const SwitchBox& box)
{
    SwitchBox made = box;
    made.alphaRow = "generic";
    made.alpha = alpha;
    made.more = more;
    return made;
}

/// @return boxes of Cisco's Cloud Scale
std::vector<SwitchBox>
ListCloudScale()
{
    const std::string pair = "slice pair";
    const std::string slice = "slice";
    const std::string d = "domains";
    return {
        CloudScale({"n9364d-gx2a", "N9K-C9364D-GX2A", "64x400Gbps", "120MB", 4, pair, "AB", d}),
        CloudScale({"n9332d-gx2b", "N9K-C9332D-GX2B", "32x400Gbps", "120MB", 4, slice, "B", d}),
        CloudScale({"n9348d-gx2a",
                    "N9K-C9348D-GX2A",
                    "48x400Gbps",
                    "120MB",
                    4,
                    pair,
                    "B",
                    "buffer domains",
                    "the buffer is not published: that of the others with its ASIC"}),
        CloudScale({"n9408",
                    "N9K-C9408",
                    "64x400Gbps",
                    "120MB",
                    4,
                    pair,
                    "B",
                    d,
                    "with line cards of 400 Gb/s"}),
        CloudScale({"n9316d-gx", "N9K-C9316D-GX", "16x400Gbps", "80MB", 4, slice, "B", d}),
        CloudScale(
            {"n93600cd-gx", "N9K-C93600CD-GX", "28x100Gbps/8x400Gbps", "80MB", 4, slice, "B", d}),
        CloudScale({"n9364c-gx", "N9K-C9364C-GX", "64x100Gbps", "80MB", 4, slice, "B", d}),
        CloudScale({"n9332d-h2r",
                    "N9K-C9332D-H2R",
                    "32x400Gbps",
                    "80MB",
                    1,
                    "",
                    "B",
                    d,
                    "8 GB of HBM, for what overflows, are not modelled"}),
        CloudScale(
            {"n93400ld-h1", "N9K-C93400LD-H1", "48x50Gbps/4x400Gbps", "40MB", 1, "", "B", d}),
        CloudScale({"n9336c-fx2", "N9K-C9336C-FX2", "36x100Gbps", "40MB", 2, slice, "B", ""}),
        CloudScale(
            {"n93180yc-ex", "N9K-C93180YC-EX", "48x25Gbps/6x100Gbps", "40MB", 2, slice, "B", ""}),
    };
}

/// @return boxes of Cisco's Silicon One, and of Broadcom
std::vector<SwitchBox>
ListOthers()
{
    const std::string part = "part";
    const std::string d = "domains";
    return {
        Others(8,
               208,
               {"n9364e-sg2",
                "N9K-C9364E-SG2, Silicon One G200",
                "64x800Gbps",
                "256MB",
                1,
                "",
                "AB",
                ""}),
        Others(8,
               208,
               {"n9232e-b1",
                "N9K-C9232E-B1, Silicon One G100",
                "32x800Gbps",
                "128MB",
                1,
                "",
                "A",
                "buffer",
                "the buffer is not published: half of that of the G200 for half of its rate"}),
        Others(8,
               208,
               {"n9364f-sg3",
                "N9364F-SG3, Silicon One G300",
                "64x1.6Tbps",
                "256MB",
                1,
                "",
                "A",
                "ports buffer",
                "no data sheet: ports from 102.4 Tb/s, buffer of the G200"}),
        Others(4, 208, {"tomahawk1", "Tomahawk", "32x100Gbps", "16MB", 4, part, "B", d}),
        Others(4, 208, {"tomahawk2", "Tomahawk 2", "64x100Gbps", "42MB", 4, part, "B", d}),
        Others(4, 254, {"tomahawk3", "Tomahawk 3", "32x400Gbps", "64MB", 2, part, "B", d}),
        Others(4, 254, {"tomahawk4", "Tomahawk 4", "64x400Gbps", "113MB", 2, part, "B", d}),
        Others(8, 254, {"tomahawk5", "Tomahawk 5", "64x800Gbps", "165.2MB", 1, "", "B", d}),
        Others(4,
               254,
               {"trident4",
                "Trident 4",
                "32x400Gbps",
                "132MB",
                1,
                "",
                "B",
                d,
                "another entry of the same table says 80 MB"}),
    };
}

/// @return switches that are written about
std::vector<SwitchBox>
ListPapers()
{
    return {
        Paper("",
              {{"policy", "complete-sharing"},
               {"kmin", "400KB"},
               {"kmax", "1600KB"},
               {"xoff", "2MB"},
               {"xon", "1.9MB"}},
              {"hpcc",
               "switches of the HPCC paper, at 100 Gb/s",
               "",
               "32MB",
               1,
               "",
               "C",
               "",
               "16 MB for each 50 Gb/s of a port: shared-buffer=128MB at 400 Gb/s"}),
        Paper("1",
              {{"kmin", "100KB"}, {"kmax", "400KB"}},
              {"conweave",
               "switches of the ConWeave paper",
               "",
               "9MB",
               1,
               "",
               "D",
               "",
               "its ingresses have alpha 1/16, and PFC here a fixed xoff"}),
        Paper("",
              {{"policy", "complete-sharing"},
               {"kmin", "800KB"},
               {"kmax", "3200KB"},
               {"xoff", "4MB"},
               {"xon", "3.9MB"}},
              {"simai", "switches of SimAI, at 400 Gb/s", "", "32MB", 1, "", "E", ""}),
    };
}

} // namespace

const std::vector<SwitchBox>&
ListSwitchBoxes()
{
    static const std::vector<SwitchBox> boxes = [] {
        std::vector<SwitchBox> all = ListCloudScale();
        for (const auto& more : {ListOthers(), ListPapers()})
        {
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    }();
    return boxes;
}

} // namespace aifabric
} // namespace ns3
