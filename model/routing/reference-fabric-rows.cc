/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Fabrics of clusters that were published: numbers only. What a source does not say, and is chosen
 * here, is named in the row.
 */

#include "ns3/component-row.h"

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr const char* RAIL = "ns3::aifabric::RailFabric";

/// DGX SuperPOD with H100: 8 rails at 400 Gb/s, leaves and spines of 64 ports, 450 GB/s of NVLink.
ComponentRow
SuperPod(const std::string& units,
         const std::string& servers,
         const std::string& spines,
         const std::string& parallel,
         const std::string& text)
{
    return {"dgx-superpod-h100-" + units + "su",
            RAIL,
            "DGX SuperPOD H100 of " + text + " (NVIDIA DGX SuperPOD reference architecture, 2023)",
            {{"servers", servers},
             {"gpus", "8"},
             {"leaves", units},
             {"spines", spines},
             {"parallel", parallel},
             {"host-rate", "400Gbps"},
             {"uplink-rate", "400Gbps"},
             {"scale-up-rate", "3600Gbps"}}};
}

/// Alibaba HPN: two planes, 8 rails, 2 x 200 Gb/s for a GPU, 60 uplinks of 400 Gb/s.
ComponentRow
Hpn(const std::string& name,
    const std::string& segments,
    const std::string& servers,
    const std::string& text)
{
    return {name,
            RAIL,
            "Alibaba HPN, " + text +
                ": 8 rails, dual-ToR as two planes of 2 x 200G, ToRs 128 x 200G down and 60 x 400G "
                "up (1.067 to 1); the 8 backup servers of a segment and the core (15 to 1) are "
                "left out (K. Qian et al., \"Alibaba HPN\", SIGCOMM 2024)",
            {{"servers", servers},
             {"gpus", "8"},
             {"planes", "2"},
             {"leaves", segments},
             {"spines", "60"},
             {"host-rate", "200Gbps"},
             {"uplink-rate", "400Gbps"},
             {"scale-up-rate", "1600Gbps"}}};
}

/// Meta's 24K cluster: racks of two servers, 192 racks to a pod, full bisection within it.
ComponentRow
Meta(const std::string& name,
     const std::string& servers,
     const ParameterList& more,
     const std::string& text)
{
    ParameterList parameters{{"servers", servers},
                             {"gpus", "8"},
                             {"rails", "1"},
                             {"leaves", "192"},
                             {"spines", "16"},
                             {"host-rate", "400Gbps"},
                             {"uplink-rate", "400Gbps"},
                             {"scale-up-rate", "3600Gbps"}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return {name,
            RAIL,
            "Meta's RoCE cluster for Llama 3, " + text +
                " (A. Gangidi et al., \"RDMA over Ethernet for Distributed AI Training at Meta "
                "Scale\", SIGCOMM 2024; arXiv:2407.21783)",
            parameters};
}

const RegisterComponentRows g_rows{
    SuperPod("1", "31", "4", "8", "1 scalable unit: 31 nodes, 248 GPUs, 8 leaves, 4 spines"),
    SuperPod("2", "63", "8", "4", "2 scalable units: 63 nodes, 504 GPUs, 16 leaves, 8 spines"),
    SuperPod("3", "95", "16", "2", "3 scalable units: 95 nodes, 760 GPUs, 24 leaves, 16 spines"),
    SuperPod("4",
             "127",
             "16",
             "2",
             "4 scalable units: 127 nodes, 1,016 GPUs, 32 leaves, 16 spines"),
    {"gaudi-3",
     RAIL,
     "Gaudi 3 on Nexus 9364E-SG2 as 256 x 200G: of 24 x 200G of a card 3 scale out, one to each of "
     "3 rails (planes), 64 cards to a leaf, 64 uplinks of 200G; 21 scale up, as a crossbar at 4.2 "
     "Tb/s that does not keep 600 Gb/s for each peer; 8 leaves and 2 spines to a rail are our "
     "choice (docs.habana.ai, network configuration; Cisco)",
     {{"servers", "64"},
      {"gpus", "8"},
      {"rails", "1"},
      {"planes", "3"},
      {"leaves", "8"},
      {"spines", "2"},
      {"parallel", "32"},
      {"host-rate", "200Gbps"},
      {"uplink-rate", "200Gbps"},
      {"scale-up-rate", "4200Gbps"}}},
    Hpn("alibaba-hpn-segment", "1", "128", "a segment of 1,024 GPUs"),
    Hpn("alibaba-hpn-pod", "15", "1920", "a pod of 15 segments, 15,360 GPUs"),
    Meta(
        "meta-24k-pod",
        "384",
        {},
        "a pod of 3,072 GPUs: 192 racks of 16, full bisection; 16 cluster switches are our choice"),
    Meta("meta-24k",
         "3072",
         {{"pods", "8"}, {"cores", "28"}, {"core-rate", "400Gbps"}},
         "8 pods of 3,072 GPUs, 1:7 above (192 x 400G down, 28 x 400G up: 6.86 to 1); 16 cluster "
         "switches a pod and 28 aggregation switches are our choice"),
    {"mrc-8-plane",
     "ns3::aifabric::MultiPlaneFabric",
     "eight planes of 100G for a NIC of 800G, two tiers of 512 x 100G: 512 leaves of 256 "
     "endpoints, "
     "256 spines to a plane, 131,072 endpoints, more than a run takes: scale=2 or more; servers "
     "are "
     "left out (OCP MRC 1.0, arXiv:2605.04333)",
     {{"planes", "8"},
      {"leaves", "512"},
      {"spines", "256"},
      {"hosts", "256"},
      {"host-rate", "100Gbps"},
      {"uplink-rate", "100Gbps"}}},
    {"nvl72-pod",
     RAIL,
     "8 racks of GB200 NVL72, 576 GPUs: 72 GPUs share a scale-up domain at 900 GB/s each way, a "
     "NIC "
     "of 400G for each on 4 rails, as trays have 4; 4 leaves to a rail (36 down, 36 up) and 9 "
     "spines "
     "are our choice (NVIDIA GB200 NVL72; DGX SuperPOD GB200 scalable unit)",
     {{"servers", "8"},
      {"gpus", "72"},
      {"rails", "4"},
      {"leaves", "4"},
      {"spines", "9"},
      {"parallel", "4"},
      {"host-rate", "400Gbps"},
      {"uplink-rate", "400Gbps"},
      {"scale-up-rate", "7200Gbps"}}},
};

} // namespace

} // namespace aifabric
} // namespace ns3
