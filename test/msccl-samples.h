/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MSCCL_SAMPLES_H
#define MSCCL_SAMPLES_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{
namespace msccl_test
{

/// A step that reads and writes the same chunk of the input.
inline std::string
Step(uint32_t number,
     const std::string& type,
     uint32_t chunk,
     const std::string& waits = "depid=\"-1\" deps=\"-1\"",
     uint32_t isAwaited = 0)
{
    const std::string place = std::to_string(chunk);
    return "<step s=\"" + std::to_string(number) + "\" type=\"" + type +
           "\" srcbuf=\"i\" srcoff=\"" + place + "\" dstbuf=\"i\" dstoff=\"" + place +
           "\" cnt=\"1\" " + waits + " hasdep=\"" + std::to_string(isAwaited) + "\"/>\n";
}

/// The first line.
inline std::string
Head(uint32_t gpus,
     uint32_t chunks,
     const std::string& operation = "allreduce",
     const std::string& protocol = "Simple",
     uint32_t inPlace = 1)
{
    return "<algo name=\"sample\" proto=\"" + protocol + "\" nchannels=\"2\" nchunksperloop=\"" +
           std::to_string(chunks) + "\" ngpus=\"" + std::to_string(gpus) + "\" coll=\"" +
           operation + "\" inplace=\"" + std::to_string(inPlace) + "\">\n";
}

/// What begins a GPU with one thread block.
inline std::string
Gpu(uint32_t id, uint32_t to, uint32_t from, uint32_t input, uint32_t output = 0)
{
    return "<gpu id=\"" + std::to_string(id) + "\" i_chunks=\"" + std::to_string(input) +
           "\" o_chunks=\"" + std::to_string(output) + "\" s_chunks=\"0\">\n<tb id=\"0\" send=\"" +
           std::to_string(to) + "\" recv=\"" + std::to_string(from) + "\" chan=\"0\">\n";
}

/**
 * A ring all-reduce: each rank sends 2(n-1) times the n-th part.
 * @param gpus ranks
 * @param protocol attribute proto
 * @param isFused whether what is received goes on in the same step
 */
inline std::string
Ring(uint32_t gpus, const std::string& protocol = "Simple", bool isFused = false)
{
    std::string text = Head(gpus, gpus, "allreduce", protocol);
    for (uint32_t gpu = 0; gpu < gpus; gpu++)
    {
        text += Gpu(gpu, (gpu + 1) % gpus, (gpu + gpus - 1) % gpus, gpus);
        uint32_t number = 0;
        const auto add = [&](const std::string& type, uint32_t back) {
            text += Step(number++, type, (gpu + 2 * gpus - back) % gpus);
        };
        add("s", 0);
        for (uint32_t i = 1; i < gpus - 1; i++)
        {
            if (isFused)
            {
                add("rrs", i);
                continue;
            }
            add("rrc", i);
            add("s", i);
        }
        add(isFused ? "rrcs" : "rrc", gpus - 1);
        if (!isFused)
        {
            add("s", gpus - 1);
        }
        for (uint32_t i = 0; i < gpus - 2; i++)
        {
            add(isFused ? "rcs" : "r", i);
            if (!isFused)
            {
                add("s", i);
            }
        }
        add("r", gpus - 2);
        text += "</tb>\n</gpu>\n";
    }
    return text + "</algo>\n";
}

} // namespace msccl_test
} // namespace aifabric
} // namespace ns3

#endif // MSCCL_SAMPLES_H
