/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_FILES_H
#define TRACE_FILES_H

#include "fabric-container.h"

#include "ns3/fabric-net-device.h"
#include "ns3/packet.h"
#include "ns3/pcap-file-wrapper.h"

#include <cstddef>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

class FabricHelper;

/**
 * @ingroup ai-fabric
 *
 * The captures and the ascii trace of a run, and whether they are whole: each write, and the end
 * of each file, is looked at, which ns-3's trace helpers leave to the caller.
 */
class TraceFiles
{
  public:
    TraceFiles() = default;
    TraceFiles(const TraceFiles&) = delete;
    TraceFiles& operator=(const TraceFiles&) = delete;

    /**
     * Find what is to be captured.
     * @param fabric the fabric
     * @param names host3, leaf0 (all its ports), leaf0-spine1 (one link), leaf0-spine1#1 (the
     * second of parallel links), separated by '/'; empty: all hosts
     * @return the ports, each once; that of a link is at its lower end
     * @throws ConfigError if there is no such thing
     */
    static std::vector<Ptr<FabricNetDevice>> Choose(const FabricContainer& fabric,
                                                    const std::string& names);

    /**
     * Make a capture file with stamps of nanoseconds.
     * @param name its name
     * @return the file, begun
     * @throws ConfigError if it cannot be written, with the reason
     */
    static Ptr<PcapFileWrapper> OpenCapture(const std::string& name);

    /**
     * Capture what ports send and receive, each in a file of its own: prefix-node-port.pcap.
     * @param prefix how names of files begin
     * @param ports the ports
     * @throws ConfigError if files cannot be opened, or if so many must not be
     */
    void AddCaptures(const std::string& prefix, const std::vector<Ptr<FabricNetDevice>>& ports);

    /**
     * Trace queues and arrivals of all hosts as text.
     * @param helper what knows how
     * @param path name of the file
     * @param fabric the fabric
     * @throws ConfigError if it cannot be written
     */
    void AddAscii(FabricHelper& helper, const std::string& path, const FabricContainer& fabric);

    /**
     * Write out what is left and close all files.
     * @return one sentence about each file that is not whole, at most four
     */
    std::vector<std::string> Close();

  private:
    /// A capture under way.
    struct Capture
    {
        std::string name;          ///< of the file
        Ptr<PcapFileWrapper> file; ///< itself
        int error{0};              ///< errno of the first write that failed
    };

    static void Write(Capture* capture, Ptr<const Packet> packet);
    static void AllowFiles(const std::string& prefix, size_t count);

    std::vector<std::unique_ptr<Capture>> m_captures;
    std::unique_ptr<std::ofstream> m_ascii; ///< null if there is none
    std::string m_asciiName;
};

} // namespace aifabric
} // namespace ns3

#endif // TRACE_FILES_H
